import path from 'node:path';
import { execa } from 'execa';
import { PoolproofError } from '../errors.ts';

/** Longest that a tool may take to say its version. */
const versionTimeoutMs = 20_000;

/** Lines of a failed command's output that are worth showing. */
const shownLines = 15;

interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly hint?: string;
  /** Ends it; a rejection follows. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and returns what it printed on standard output.
 * @throws PoolproofError `missing-tool` with the last lines of its output when it cannot be run or fails
 */
export async function runTool(file: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { env, cwd, timeoutMs = versionTimeoutMs, hint, signal } = options;
  const result = await execa(file, args, {
    env: { ...env, LC_ALL: 'C' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: timeoutMs,
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (!result.failed) return result.stdout;
  if (result.isCanceled) throw new PoolproofError('interrupted', `${path.basename(file)} was stopped`);
  const command = [file, ...args].join(' ');
  const how = result.timedOut
    ? `took more than ${timeoutMs / 1000} s`
    : (result.code ?? `exit code ${result.exitCode}`);
  const logTail = (result.all ?? '').split('\n').slice(-shownLines).join('\n');
  throw new PoolproofError('missing-tool', `${command}: ${how}`, {
    cause: result.cause,
    ...(logTail === '' ? {} : { logTail }),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The first dotted number in a text, such as 1.18.0; null when there is none. */
export function versionIn(text: string): string | null {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? null;
}

/** Whether a dotted version is at least another: 1.9 is older than 1.25. Missing parts are 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let place = 0; place < Math.max(have?.length ?? 0, want?.length ?? 0); place += 1) {
    const difference = (have?.[place] ?? 0) - (want?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
