import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import type { Host } from '../host.ts';
import type { Exit } from '../program.ts';
import { exitCodeOfVerdict } from './exit-code.ts';
import { type AaRunFlags, runAa } from './run-aa.ts';

type Options = AaRunFlags & { readonly json?: true };

/** `poolproof aa NAME`: one arm against itself, which measures the noise floor of this host. */
export function aaCommand(host: Host, exit: Exit): Command {
  return new Command('aa')
    .description('run one arm of a bench against itself: the noise floor of this host, and whether a verdict is false')
    .argument('<bench>', 'a bench of poolproof.config.ts, such as 100-users')
    .option('--arm <name>', 'the arm (default: the first of the bench that goes straight to Postgres)')
    .option(
      '--profile <name>',
      'how long and how often: smoke, standard, thorough, reference or one of the configuration (default: standard)',
    )
    .option('--app <name>', 'an app of poolproof.config.ts (default: the first)')
    .option('--stack <name>', 'where Postgres, PgBouncer and the app run: native (default), compose')
    .option('--blocks <n>', 'how many blocks, each two segments of the arm')
    .option('--inject <what>', 'slow the second arm down on purpose: delay=10% (of the median), delay=3ms, cpu=0.8')
    .option('--seed <n>', 'the seed of users, tasks, think times and orders (default: drawn)')
    .option('--out <dir>', 'the run folder (default: runs/<bench>-<UTC time>)')
    .option('--gate <mode>', 'which verdicts fail the command: strict (all but PASS), fail (FAIL and INVALID), none')
    .option('--json', 'print verdict.json instead of the summary')
    .action(async (name: string, { json, ...flags }: Options) => {
      const config = await loadConfig(host.cwd, host.packageRoot);
      const { run, verdict, folder, summary } = await runAa(host, config, name, flags);
      host.out(json === true ? `${JSON.stringify(verdict, null, 2)}\n` : summary);
      host.say(`report: ${path.join(folder, 'report.html')}`);
      exit(exitCodeOfVerdict(verdict.verdict, run.gate));
    });
}
