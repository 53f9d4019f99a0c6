/** What was set up is torn down: last first, always all of it, and every failure is kept. */
import { messageOf, PoolproofError } from './errors.ts';

export interface Cleanup {
  /** Remembers what undoes the step just made. Once `run` has begun it is too late: the step is undone by the caller. */
  add(what: string, undo: () => Promise<void> | void): void;
  /** Undoes everything, last added first. Safe to call twice. Rejects, after the last step, with all that failed. */
  run(): Promise<void>;
}

interface Step {
  readonly what: string;
  readonly undo: () => Promise<void> | void;
}

/** @returns an empty list of things to undo. */
export function createCleanup(): Cleanup {
  const steps: Step[] = [];
  let running: Promise<void> | undefined;
  return {
    add(what, undo) {
      if (running !== undefined)
        throw new PoolproofError('stack', `${what}: started while everything was being stopped`);
      steps.push({ what, undo });
    },
    run() {
      running ??= undoAll(steps);
      return running;
    },
  };
}

async function undoAll(steps: Step[]): Promise<void> {
  const failures: { what: string; error: unknown }[] = [];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    try {
      await step.undo();
    } catch (error) {
      failures.push({ what: step.what, error });
    }
  }
  if (failures.length === 0) return;
  throw new PoolproofError('stack', failures.map(({ what, error }) => `${what}: ${messageOf(error)}`).join('; '), {
    cause: failures.length === 1 ? failures[0]?.error : new AggregateError(failures.map(({ error }) => error)),
  });
}
