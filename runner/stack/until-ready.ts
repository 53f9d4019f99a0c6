import { setTimeout as sleep } from 'node:timers/promises';
import { PoolproofError } from '../errors.ts';
import { throwIfAborted } from './abort.ts';
import { readLogTail } from './log-tail.ts';
import type { Supervised } from './supervise.ts';

const pauseMs = 25;
/** How long after an answer that cannot be the process's own its end is waited for. */
const deathHeardWithinMs = 500;
const unanswered = 'it does not answer';

interface Readiness {
  readonly process: Supervised;
  readonly withinMs: number;
  /** Null when ready, else why not yet. What it throws ends the wait: trying again would not help. */
  readonly probe: () => Promise<string | null>;
  readonly signal: AbortSignal;
  /** What a user can do when it does not get ready in time. */
  readonly hint?: string;
}

/**
 * Asks again and again until a process is ready.
 * @throws PoolproofError `stack` with the log's tail when it dies first, or is not ready in time;
 *   `interrupted` when the signal is aborted
 */
export async function untilReady(readiness: Readiness): Promise<void> {
  const over = new AbortController();
  const silence = silenceFor(readiness.withinMs, AbortSignal.any([readiness.signal, over.signal]));
  try {
    await askUntilReady(readiness, silence);
  } finally {
    over.abort();
  }
}

async function askUntilReady(readiness: Readiness, silence: Promise<string>): Promise<void> {
  const { process, probe, withinMs, signal } = readiness;
  const deadline = performance.now() + withinMs;
  let died: PoolproofError | undefined;
  void process.died.then((error) => (died = error));
  let why: string = unanswered;
  while (performance.now() < deadline) {
    const answer = await Promise.race([
      orDeath(probe(), process.died),
      process.died.then((error) => error.message),
      silence,
    ]);
    if (died !== undefined)
      throw new PoolproofError('stack', `${died.message} before it was ready`, detailsOf(died, readiness));
    throwIfAborted(signal);
    if (answer === null) return;
    // The deadline may cut off a probe that would have been answered: what was said before is told, too.
    why = answer === unanswered && why !== unanswered ? `${why}, and then no answer` : answer;
    await sleep(pauseMs);
  }
  throw new PoolproofError('stack', `${process.name} was not ready within ${withinMs / 1000} s: ${why}`, {
    logTail: await readLogTail(process.logPath),
    ...(readiness.hint === undefined ? {} : { hint: readiness.hint }),
  });
}

/** Another program that has taken the port may be who refuses us; then the process is about to end, and that is the reason. */
async function orDeath(probe: Promise<string | null>, died: Promise<PoolproofError>): Promise<string | null> {
  try {
    return await probe;
  } catch (error) {
    const death = await Promise.race([died, sleep(deathHeardWithinMs, null)]);
    if (death === null) throw error;
    return death.message;
  }
}

/** A probe that gets no answer must not hold up the deadline, nor the user who stops us. */
async function silenceFor(withinMs: number, signal: AbortSignal): Promise<string> {
  await sleep(withinMs, undefined, { signal, ref: false }).catch(() => undefined);
  return unanswered;
}

function detailsOf(died: PoolproofError, { process }: Readiness): { logTail: string; cause: unknown; hint?: string } {
  const logTail = died.logTail ?? '';
  // Between our letting go of a port and the process's taking it, somebody else may take it.
  if (!/address (already )?in use|EADDRINUSE/i.test(logTail)) return { logTail, cause: died };
  return { logTail, cause: died, hint: `another program took the port of ${process.name} at that moment: try again` };
}
