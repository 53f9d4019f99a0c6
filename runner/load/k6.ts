import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, PoolproofError } from '../errors.ts';
import type { K6Kind } from '../model/k6-kind.ts';
import type { LoadSettings } from '../model/load-settings.ts';
import { k6Argv, k6Environment } from './k6-argv.ts';
import { endingError, type K6Ending } from './k6-exit.ts';
import { loadStartIn, tailOf } from './k6-log.ts';
import { readPoints } from './stock/read-points.ts';

export interface K6Start {
  readonly binary: string;
  readonly kind: K6Kind;
  /** The bundled script. */
  readonly script: string;
  readonly settings: LoadSettings;
  /** Where load.ndjson and k6.log are written. */
  readonly segmentDir: string;
  /** Only PATH is taken from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called at once with the process that now runs, which leads a process group of its own. */
  readonly onSpawn?: (pid: number) => void;
  /** How long it may take to say when the load starts. */
  readonly startWithinMs?: number;
}

export interface K6End extends K6Ending {
  /** Why k6 did not do its work; null when it did, or when it was stopped from here. */
  readonly error: PoolproofError | null;
}

/** A k6 that runs. */
export interface RunningK6 {
  readonly pid: number;
  /**
   * The unix second in which the load starts. Rejects with the PoolproofError of k6's end when it ends before it says so, and
   * when it does not say so in time; then it is killed, for it has measured nothing.
   */
  readonly loadStartedAt: Promise<number>;
  /** Once k6 has ended and load.ndjson is whole. Never rejects. */
  readonly done: Promise<K6End>;
  /** Lets k6 write what it has and end; kills it when it takes too long. May be called again. */
  stop(): Promise<K6End>;
}

/** How long a stopped k6 may take to write what it has. It flushes within a second. */
const stopWithinMs = 10_000;
/** More than the prime may take, after which k6 ends by itself (setupTimeout in scenarios/replay.ts). */
const usualStartWithinMs = 240_000;
/** The log says when the load starts at least a second ahead. */
const pollMs = 50;

/**
 * Starts k6 in a process group of its own, so that an interrupt at the terminal reaches only us.
 * @throws PoolproofError `k6` when it cannot be started
 */
export async function startK6(start: K6Start): Promise<RunningK6> {
  const logFile = path.join(start.segmentDir, 'k6.log');
  const child = spawnK6(start, logFile);
  // In the same tick, so that not even the death of this process in between leaves k6 behind.
  if (child.pid !== undefined) start.onSpawn?.(child.pid);
  const pid = await pidOf(child, start.binary);

  const exited = endingOf(child);
  const interrupt = oneInterrupt(child, exited);
  const folded = foldSamples(start, child, interrupt);
  let stopped = false;
  const done = Promise.all([exited, folded]).then(async ([ending, fault]) => ({
    ...ending,
    error: stopped ? null : (fault ?? endingError(ending, await readLog(logFile))),
  }));
  const loadStartedAt = waitForStart(logFile, done, start.startWithinMs ?? usualStartWithinMs);
  // Whoever awaits it still gets the error; who stopped k6 early may not. One that is frozen could not be interrupted.
  loadStartedAt.catch(() => child.kill('SIGKILL'));
  return {
    pid,
    loadStartedAt,
    done,
    async stop() {
      stopped = true;
      await interrupt();
      return done;
    },
  };
}

/** A function that has k6 end, by force when it takes too long. k6 gets exactly one: a second would make it drop what it has. */
function oneInterrupt(child: ChildProcess, exited: Promise<K6Ending>): () => Promise<void> {
  let ended: Promise<void> | undefined;
  const interruptOnce = async (): Promise<void> => {
    child.kill('SIGINT');
    const inTime = await Promise.race([exited, delay(stopWithinMs, null, { ref: false })]);
    if (inTime === null) child.kill('SIGKILL');
  };
  return () => (ended ??= interruptOnce());
}

/** Writes the load.ndjson of a stock k6, and stops it at the first fault; k6 with our output does both itself. */
function foldSamples(
  { segmentDir }: K6Start,
  { stdout }: ChildProcess,
  interrupt: () => Promise<void>,
): Promise<PoolproofError | null> {
  if (stdout === null) return Promise.resolve(null);
  return readPoints(stdout, path.join(segmentDir, 'load.ndjson'), () => void interrupt());
}

function spawnK6({ binary, kind, script, settings, segmentDir, env }: K6Start, logFile: string): ChildProcess {
  const argv = k6Argv({ kind, script, load: path.join(segmentDir, 'load.ndjson') });
  // The log is a file of k6's own, not a pipe to us: it goes on, and k6 too, when nobody is left to read. (execa takes no
  // such descriptor.)
  const log = openSync(logFile, 'a');
  try {
    return spawn(binary, argv, {
      cwd: segmentDir,
      env: k6Environment(env, path.dirname(script), settings),
      detached: true,
      // The samples of a stock k6 come through a pipe: without a reader it could not go on, and ends.
      stdio: ['ignore', kind === 'stock' ? 'pipe' : log, log],
    });
  } finally {
    closeSync(log);
  }
}

async function pidOf(child: ChildProcess, binary: string): Promise<number> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new PoolproofError('k6', `${binary} cannot be started: ${messageOf(error)}`, {
      hint: 'poolproof doctor',
      cause: error,
    });
  }
  if (child.pid === undefined) throw new PoolproofError('k6', `${binary} was started without a process id`);
  return child.pid;
}

async function endingOf(child: ChildProcess): Promise<K6Ending> {
  const [exitCode, signal]: (number | string | null)[] = await once(child, 'exit');
  return {
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    signal: typeof signal === 'string' ? signal : null,
  };
}

/** Empty when somebody has removed it: k6 writes on into what has no name any more. */
async function readLog(logFile: string): Promise<string> {
  return await readFile(logFile, 'utf8').catch(() => '');
}

async function waitForStart(logFile: string, done: Promise<K6End>, withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  let ended: K6End | null = null;
  for (;;) {
    const log = await readLog(logFile);
    const second = loadStartIn(log);
    if (second !== null) return second;
    if (ended !== null)
      throw ended.error ?? new PoolproofError('k6', 'k6 ended before the load', { logTail: tailOf(log) });
    if (performance.now() > deadline) {
      throw new PoolproofError('k6', `k6 did not say within ${withinMs / 1000} s when the load starts`, {
        hint: 'see that nothing has stopped it (ps: state T), and that the machine is not out of memory',
        logTail: tailOf(log),
      });
    }
    ended = await Promise.race([done, delay(pollMs, null)]);
  }
}
