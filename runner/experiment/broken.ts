/** What ends a segment before its time. */
import { setTimeout as delay } from 'node:timers/promises';
import { PoolproofError } from '../errors.ts';

/** How long after its connections broke the end of a process is waited for. */
const deathHeardWithinMs = 500;

interface Breaking {
  /** Rejects with who died or who stopped us; nobody needs to be waiting. */
  readonly broken: Promise<never>;
  /** Leaves the signal alone again: it outlives the segment, and every segment listens to it. */
  readonly forget: () => void;
}

/** Listens to the user and to the stack for as long as a segment runs. */
export function whenBroken(interrupted: AbortSignal, died: Promise<PoolproofError>): Breaking {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = () =>
      reject(interrupted.reason instanceof Error ? interrupted.reason : new PoolproofError('interrupted', 'stopped'));
    if (interrupted.aborted) stop();
    else interrupted.addEventListener('abort', stop, { once: true, signal: over.signal });
  });
  const broken = Promise.race([aborted, rejectWith(died)]);
  // Whoever races against it gets the error; nobody may be racing at the moment.
  broken.catch(() => undefined);
  return { broken, forget: () => over.abort() };
}

/** Fails with who died when that is why `work` failed: a broken connection is often noticed before the process's end. */
export async function orDeath<T>(died: Promise<PoolproofError>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw await Promise.race([died, delay(deathHeardWithinMs, error)]);
  }
}

export async function rejectWith(failure: Promise<PoolproofError>): Promise<never> {
  throw await failure;
}
