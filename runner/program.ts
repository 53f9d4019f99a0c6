import { Command, CommanderError } from 'commander';
import { exitCodes, messageOf, PoolproofError } from './errors.ts';
import type { Host } from './host.ts';
import { version } from './version.ts';

/** A command says its exit code by calling `exit`; it throws a PoolproofError when it could not do its work. */
export type Exit = (code: number) => void;

/**
 * In the order of the help. Each is loaded when it is asked for: to load all of them, with the tools that only some need, takes
 * longer than to judge a run.
 */
const commands: Readonly<Record<string, (host: Host, exit: Exit) => Promise<Command>>> = {
  bench: async (host, exit) => (await import('./commands/bench.ts')).benchCommand(host, exit),
  aa: async (host, exit) => (await import('./commands/aa.ts')).aaCommand(host, exit),
  plan: async (host) => (await import('./commands/plan.ts')).planCommand(host),
  judge: async (host, exit) => (await import('./commands/judge.ts')).judgeCommand(host, exit),
  report: async (host) => (await import('./commands/report.ts')).reportCommand(host),
  doctor: async (host, exit) => (await import('./commands/doctor.ts')).doctorCommand(host, exit),
  up: async (host) => (await import('./commands/up.ts')).upCommand(host),
  down: async (host) => (await import('./commands/down.ts')).downCommand(host),
  verify: async (host, exit) => (await import('./commands/verify.ts')).verifyCommand(host, exit),
  pools: async (host) => (await import('./commands/pools.ts')).poolsCommand(host),
};

/** The command that a command line begins with, or all: for help, and to say which was meant. */
function load(host: Host, exit: Exit, [first = '']: readonly string[]): Promise<Command[]> {
  const wanted = Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
  return Promise.all(wanted.flatMap((name) => commands[name]?.(host, exit) ?? []));
}

/** Runs one command line and returns the exit code. Never throws. */
export async function run(host: Host, argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.pass;
  const exit: Exit = (wanted) => (code = wanted);
  const program = new Command('poolproof')
    .description('Does putting PgBouncer between my app and Postgres help, under my load?')
    .version(version)
    .showSuggestionAfterError();
  try {
    for (const command of await load(host, exit, argv)) program.addCommand(command);
    for (const command of [program, ...program.commands]) {
      command.exitOverride().configureOutput({ writeOut: host.out, writeErr: (text) => host.say(text.trimEnd()) });
    }
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explain(host, error);
  }
}

/** Says what went wrong and what mends it, and returns the exit code. */
function explain(host: Host, error: unknown): number {
  // Commander has said its own errors already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  if (!(error instanceof PoolproofError)) {
    host.say(`poolproof broke: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
    return exitCodes.couldNotRun;
  }
  host.say(`poolproof: ${error.message}`);
  if (error.logTail !== undefined && error.logTail !== '') host.say(`last lines of its log:\n${indent(error.logTail)}`);
  if (error.hint !== undefined) host.say(`try: ${error.hint}`);
  return error.exitCode;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '  | ');
}
