import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { resolveRun, type RunFlags } from '../config/resolve.ts';
import type { Host } from '../host.ts';
import type { Exit } from '../program.ts';
import { exitCodeOfVerdict } from './exit-code.ts';
import { runJudged } from './run-judged.ts';

type Options = RunFlags & { readonly json?: true };

/** `poolproof bench NAME`: the main job. Plan, run, judge, report. */
export function benchCommand(host: Host, exit: Exit): Command {
  return new Command('bench')
    .description('run the arms of a bench against each other, judge them and write the reports')
    .argument('<bench>', 'a bench of poolproof.config.ts, such as 50-users')
    .option('--profile <name>', 'how long and how often: smoke, standard, thorough, reference (default: standard)')
    .option('--app <name>', 'an app of poolproof.config.ts (default: the first)')
    .option('--stack <name>', 'where Postgres, PgBouncer and the app run: native (default)')
    .option('--blocks <n>', 'how many blocks, each one segment of every arm')
    .option('--arms <a,b>', 'which arms, separated by commas (default: those of the bench)')
    .option('--seed <n>', 'the seed of users, tasks, think times and orders (default: drawn)')
    .option('--out <dir>', 'the run folder (default: runs/<bench>-<UTC time>)')
    .option('--gate <mode>', 'which verdicts fail the command: strict (all but PASS), fail (FAIL and INVALID), none')
    .option('--json', 'print verdict.json instead of the summary')
    .action(async (name: string, options: Options) => {
      const config = await loadConfig(host.cwd, host.packageRoot);
      const run = resolveRun(config, name, options, host.env);
      const { verdict, folder, summary } = await runJudged(host, config, run);
      host.out(options.json === true ? `${JSON.stringify(verdict, null, 2)}\n` : summary);
      host.say(`report: ${path.join(folder, 'report.html')}`);
      exit(exitCodeOfVerdict(verdict.verdict, run.gate));
    });
}
