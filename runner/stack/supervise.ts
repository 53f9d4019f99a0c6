/** One process of the stack: its own group, its log, whether it died unasked, and how it is stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PoolproofError } from '../errors.ts';
import type { ProcessRole } from '../model/sample-line.ts';
import type { ServiceUser } from '../provision/service-user.ts';
import type { Guard, GuardedProcess, StopSignal } from '../warden.ts';
import { readLogTail } from './log-tail.ts';

export interface Launch {
  readonly name: ProcessRole;
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of ours is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets standard output and error, appended by the process itself, so that it goes on when the runner is gone. */
  readonly logPath: string;
  /** Null: our own user. */
  readonly user: ServiceUser | null;
  /** Asks it to stop; after `withinMs` its whole group gets SIGKILL. */
  readonly stop: { readonly signal: StopSignal; readonly withinMs: number };
  /** What the warden sends. */
  readonly signalOnDeath?: NonNullable<GuardedProcess['signal']>;
}

/** Went by itself before it was asked, went when asked, or had to be killed. */
export type StopOutcome = 'had died' | 'stopped' | 'killed';

export interface Supervised {
  readonly name: ProcessRole;
  readonly pid: number;
  readonly logPath: string;
  /** Resolves, never rejects, when the process ends without having been asked to. */
  readonly died: Promise<PoolproofError>;
  /** Safe to call twice. Resolves once the process is gone, with how it went. */
  stop(): Promise<StopOutcome>;
}

/**
 * Starts a process that the warden knows from its first moment. Plain spawn: what execa adds (piping, its own ways to stop)
 * is just what must not happen here.
 * @throws PoolproofError `stack` when it cannot be started at all
 */
export async function supervise(launch: Launch, guard: Guard): Promise<Supervised> {
  const { name, logPath } = launch;
  const child = spawnDetached(launch);
  const exit = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) {
    const cause: unknown = await exit.catch((error: unknown) => error);
    throw new PoolproofError('stack', `cannot start ${name}: ${messageOf(cause)}`, { cause });
  }
  guard.register({
    pid,
    standing: { role: name, stop: launch.stop, letGo: () => child.unref() },
    ...(launch.signalOnDeath === undefined ? {} : { signal: launch.signalOnDeath }),
  });
  let state: 'running' | 'stopping' | 'gone' = 'running';
  const ended = exit.then(async ([code, signal]: (string | number | null)[]) => {
    const asked = state === 'stopping';
    state = 'gone';
    signalGroup(pid, 'SIGKILL');
    guard.release(pid);
    const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
    return { asked, error: new PoolproofError('stack', `${name} ${how}`, { logTail: await readLogTail(logPath) }) };
  });
  let stopping: Promise<StopOutcome> | undefined;
  const stop = async (): Promise<StopOutcome> => {
    if (state === 'gone') return 'had died';
    state = 'stopping';
    return await stopGroup(pid, launch.stop, ended);
  };
  return {
    name,
    pid,
    logPath,
    died: new Promise((resolve) => void ended.then(({ asked, error }) => (asked ? undefined : resolve(error)))),
    stop: () => (stopping ??= stop()),
  };
}

function spawnDetached(launch: Launch): ChildProcess {
  const log = openLog(launch.logPath);
  try {
    return spawn(launch.command[0] ?? '', launch.command.slice(1), {
      cwd: launch.cwd,
      env: launch.env,
      // Ctrl-C in the terminal reaches the runner only, which stops the rest in order.
      detached: true,
      stdio: ['ignore', log, log],
      ...launch.user,
    });
  } finally {
    closeSync(log);
  }
}

function openLog(logPath: string): number {
  try {
    return openSync(logPath, 'a');
  } catch (cause) {
    throw new PoolproofError('stack', `cannot write ${logPath}: ${messageOf(cause)}`, { cause });
  }
}

async function stopGroup(pid: number, how: Launch['stop'], ended: Promise<unknown>): Promise<StopOutcome> {
  signalGroup(pid, how.signal);
  const deadline = new AbortController();
  const tooLate = sleep(how.withinMs, 'too late', { signal: deadline.signal }).catch(() => 'in time');
  const first = await Promise.race([ended, tooLate]);
  deadline.abort();
  if (first !== 'too late') return 'stopped';
  signalGroup(pid, 'SIGKILL');
  await ended;
  return 'killed';
}

/** A group that is gone already is what was wanted. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody left in the group.
  }
}
