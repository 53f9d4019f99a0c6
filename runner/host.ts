/** The one process boundary: everything else gets what it needs of the operating system from here. */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, PoolproofError } from './errors.ts';
import type { HostFacts } from './model/plan.ts';

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's project: where poolproof.config.ts is looked for and runs/ is made. */
  readonly cwd: string;
  readonly pid: number;
  readonly homeDir: string;
  /** Root is 0; -1 where the system knows no user ids. */
  readonly uid: number;
  /** The folder of the installed package: scenarios/, fixtures/, k6/. */
  readonly packageRoot: string;
  /** Results, for pipes. */
  readonly out: (text: string) => void;
  /** Whether `out` goes to a terminal, which can be drawn over. */
  readonly terminal: boolean;
  /** Progress and errors, for people; one line each. */
  readonly say: (line: string) => void;
  readonly now: () => Date;
  /** Aborts with a PoolproofError when the user interrupts or terminates us. */
  readonly interrupted: AbortSignal;
}

const signals = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'terminated' } as const;

/** Binds the real process. Signals are taken over: the first one aborts `interrupted`, later ones change nothing. */
export function bindProcess(target: NodeJS.Process): Host {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(signals)) {
    target.on(signal, () => {
      if (controller.signal.aborted) return;
      target.stderr.write(`\n${signal}: stopping\n`);
      controller.abort(new PoolproofError(code, `stopped by ${signal}`));
    });
  }
  // Whoever read our output has seen enough (`| head`): what goes on for ever ends, the rest has nobody to tell.
  target.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort(new PoolproofError('terminated', 'nobody reads the output any more'));
  });
  // A run whose progress nobody reads any more still measures; its files are what counts.
  target.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  target.on('uncaughtException', (error) => endBroken(target, error));
  return {
    env: target.env,
    cwd: target.cwd(),
    pid: target.pid,
    uid: target.getuid?.() ?? -1,
    homeDir: os.homedir(),
    // One folder below the root, both as source (runner/) and as bundle (dist/).
    packageRoot: path.dirname(path.dirname(fileURLToPath(import.meta.url))),
    out: (text) => void target.stdout.write(text),
    terminal: target.stdout.isTTY,
    say: (line) => void target.stderr.write(`${line}\n`),
    now: () => new Date(),
    interrupted: controller.signal,
  };
}

/** A mistake of ours that nobody caught: Node would exit 1, which here says FAIL. The watchdog ends what runs. */
function endBroken(target: NodeJS.Process, error: Error): void {
  target.stderr.write(`poolproof broke: ${error.stack ?? error.message}\n`);
  target.exit(exitCodes.couldNotRun);
}

/** What this machine is, as plan.json keeps it. */
export function hostFacts(): HostFacts {
  return {
    os: `${os.type()} ${os.arch()}`,
    kernel: os.release(),
    cpuModel: os.cpus()[0]?.model ?? 'unknown',
    processors: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    node: process.version,
  };
}
