/** Runs the real command line as a user would, and looks at what it leaves behind. For end-to-end tests. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

export const packageRoot = path.resolve(import.meta.dirname, '..', '..');
const entry = path.join(packageRoot, 'dist', 'poolproof.js');

export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** What it has written to stdout so far. */
  printed(): string;
  /** Resolves once stderr has matched; rejects when the command ends before, or after a minute and a half, or so long. */
  said(pattern: RegExp, withinMs?: number): Promise<void>;
}

/** Starts `poolproof …` in the project's own folder, or another. */
export function startCli(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): RunningCli {
  const child = execa('node', [entry, ...args], {
    cwd: options.cwd ?? packageRoot,
    env: options.env ?? {},
    reject: false,
    stdin: 'ignore',
    // Else execa sends SIGKILL five seconds after SIGTERM: on a busy machine that is before everything has been stopped.
    forceKillAfterDelay: false,
  });
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = child.then((result): Ended => {
    over = true;
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal, undefined),
    printed: () => stdout,
    async said(pattern, withinMs = 90_000) {
      await until(
        () => pattern.test(stderr) || over,
        withinMs,
        () => `it did not say ${pattern}:\n${stderr}`,
      );
      if (!pattern.test(stderr)) throw new Error(`it ended before it said ${pattern}:\n${stderr}`);
    },
  };
}

/** Runs `poolproof …` to its end. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return startCli(args, options).ended;
}

/** A short run of the 50-users bench into a folder of its own. */
export function smokeRun(out: string): string[] {
  return ['bench', '50-users', '--profile', 'smoke', '--gate', 'none', '--seed', '1', '--out', out];
}

/** The folder of the tiny app. */
export const ownApp = path.join(packageRoot, 'runner', 'testing', 'own-app');

/** Starts a run of a tiny app, with a few seconds of load in each segment, into a folder of its own. */
export function startTinyRun(out: string, env: Record<string, string> = {}, flags: readonly string[] = []): RunningCli {
  const args = ['bench', 'few', '--profile', 'quick', '--gate', 'none', '--seed', '1', '--out', out, ...flags];
  return startCli(args, { cwd: ownApp, env });
}

/** Polls until the condition holds; throws what `explain` says after the deadline. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  explain: () => string,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(explain());
    await delay(50);
  }
}

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that a run started: its servers, its app and k6 all have the run's scratch folder on their command line or as
 * their own folder, and its name begins with the runner's pid.
 */
export async function processesOf(runnerPid: number): Promise<SeenProcess[]> {
  const mark = `/scratch/${runnerPid}.`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), command: await commandOf(pid) })));
  return seen.filter(({ command }) => command.includes(mark));
}

async function commandOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ');
}
