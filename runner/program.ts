import { Command, CommanderError } from 'commander';
import { aaCommand } from './commands/aa.ts';
import { benchCommand } from './commands/bench.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { judgeCommand } from './commands/judge.ts';
import { planCommand } from './commands/plan.ts';
import { poolsCommand } from './commands/pools.ts';
import { reportCommand } from './commands/report.ts';
import { upCommand } from './commands/up.ts';
import { verifyCommand } from './commands/verify.ts';
import { exitCodes, messageOf, PoolproofError } from './errors.ts';
import type { Host } from './host.ts';
import { version } from './version.ts';

/** A command says its exit code by calling `exit`; it throws a PoolproofError when it could not do its work. */
export type Exit = (code: number) => void;

/** Runs one command line and returns the exit code. Never throws. */
export async function run(host: Host, argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.pass;
  const exit: Exit = (wanted) => (code = wanted);
  const program = new Command('poolproof')
    .description('Does putting PgBouncer between my app and Postgres help, under my load?')
    .version(version)
    .showSuggestionAfterError()
    .addCommand(benchCommand(host, exit))
    .addCommand(aaCommand(host, exit))
    .addCommand(planCommand(host))
    .addCommand(judgeCommand(host, exit))
    .addCommand(reportCommand(host))
    .addCommand(doctorCommand(host, exit))
    .addCommand(upCommand(host))
    .addCommand(downCommand(host))
    .addCommand(verifyCommand(host, exit))
    .addCommand(poolsCommand(host));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: host.out, writeErr: (text) => host.say(text.trimEnd()) });
  }
  try {
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
