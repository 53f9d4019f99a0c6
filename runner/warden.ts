/**
 * Nothing outlives the runner, not even one ended by SIGKILL. A small watchdog in a session of its own holds a pipe to the
 * runner; when the pipe closes it ends every process group and removes every folder that is still registered.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ProcessRole } from './model/sample-line.ts';
import { startTicksOf } from './provision/process-identity.ts';
import { guardedFile, makeScratch } from './provision/scratch.ts';
import { PoolproofError } from './errors.ts';
import { wardenScript } from './warden-script.ts';

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT';

/** A leader of its own process group (spawned with `detached`). */
export interface GuardedProcess {
  readonly pid: number;
  /** What ends it for certain; Postgres needs SIGQUIT, since its children have sessions of their own. */
  readonly signal?: 'SIGKILL' | 'SIGQUIT';
  /** What a stack that is to outlive its runner must know of it. */
  readonly standing?: {
    readonly role: ProcessRole;
    /** Asks it to stop. */
    readonly stop: { readonly signal: StopSignal; readonly withinMs: number };
    /** It no longer keeps the runner from ending. */
    readonly letGo: () => void;
  };
}

export interface Guard {
  /** A folder of this run's own, removed by `close` or by the warden. */
  readonly dir: string;
  /** From here on the process group goes when the runner dies. Call it in the same tick as the spawn. */
  register(process: GuardedProcess): void;
  /** The process has ended: its pid may be another's from now on. */
  release(pid: number): void;
  /** Removes another folder too when the runner dies; with a mark only while it holds the file of that name, for it may be another's by then. */
  removeOnDeath(dir: string, mark?: string): void;
  /** Takes that back: the folder stays. */
  keep(dir: string, mark?: string): void;
  /** Ends what is still registered, removes the folder, and waits until the warden is gone. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts the warden with a scratch folder in the cache, after removing what dead runs left there.
 * @throws PoolproofError `missing-tool` when the cache cannot be written, `stack` when there is no /bin/sh.
 */
export async function startGuard(cacheDir: string): Promise<Guard> {
  const dir = await makeScratch(cacheDir);
  const { child, tell, ended } = startWarden(path.join(dir, guardedFile));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(new PoolproofError('stack', 'cannot start /bin/sh', { cause })));
  });
  tell(`dir ${dir}`);
  let closing: Promise<void> | undefined;
  return {
    dir,
    register: ({ pid, signal = 'SIGKILL' }) => tell(`add ${pid} ${startTicksOf(pid)} ${signal.slice('SIG'.length)}`),
    release: (pid) => tell(`drop ${pid}`),
    removeOnDeath: (folder, mark) => tell(mark === undefined ? `dir ${folder}` : `own ${path.join(folder, mark)}`),
    keep: (folder, mark) => tell(mark === undefined ? `keep ${folder}` : `keep own ${path.join(folder, mark)}`),
    close: () => (closing ??= closeWarden(child, ended, dir)),
  };
}

interface Warden {
  readonly child: ChildProcess;
  readonly tell: (line: string) => void;
  readonly ended: Promise<void>;
}

/** Every line goes to a file as well, for the next run, in case that the warden is killed together with the runner. */
function startWarden(recordPath: string): Warden {
  const child = spawn('/bin/sh', ['-c', wardenScript], {
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // A warden that was killed cannot be told anything; the next run reads the record instead.
  child.stdin.on('error', () => {});
  child.unref();
  const tell = (line: string): void => {
    if (child.stdin.writableEnded) return;
    child.stdin.write(`${line}\n`);
    try {
      appendFileSync(recordPath, `${line}\n`);
    } catch {
      // A full disk must not keep a process from being guarded: the warden has the line, the record is for its own death.
    }
  };
  return { child, tell, ended };
}

async function closeWarden(child: ChildProcess, ended: Promise<void>, dir: string): Promise<void> {
  child.ref();
  child.stdin?.end();
  await ended;
  await rm(dir, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
}
