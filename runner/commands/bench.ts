import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { type ResolvedRun, resolveRun, type RunFlags } from '../config/resolve.ts';
import type { Host } from '../host.ts';
import type { Config } from '../model/config.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Exit } from '../program.ts';
import { exitCodeOfVerdicts } from './exit-code.ts';
import { beside, closedFolderOf, openFolderOf, openRunOf, refuseTakenFolder } from './open-companion.ts';
import { runJudged } from './run-judged.ts';

type Options = RunFlags & { readonly json?: true };

/** `poolproof bench NAME`: the main job. Plan, run, judge, report. */
export function benchCommand(host: Host, exit: Exit): Command {
  return new Command('bench')
    .description('run the arms of a bench against each other, judge them and write the reports')
    .argument('<bench>', 'a bench of poolproof.config.ts, such as 50-users')
    .option(
      '--profile <name>',
      'how long and how often: smoke, standard, thorough, reference or one of the configuration (default: standard)',
    )
    .option('--app <name>', 'an app of poolproof.config.ts (default: the first)')
    .option('--stack <name>', 'where Postgres, PgBouncer and the app run: native (default), compose')
    .option('--blocks <n>', 'how many blocks, each one segment of every arm')
    .option(
      '--looks <a,b>',
      'judge after a blocks and end there if that decides, else after b (as 6,12; instead of --blocks)',
    )
    .option('--arms <a,b>', 'which arms, separated by commas (default: those of the bench)')
    .option('--seed <n>', 'the seed of users, tasks, think times and orders (default: drawn)')
    .option('--out <dir>', 'the run folder (default: runs/<bench>-<UTC time>)')
    .option('--open', 'then run it once more at a constant arrival rate, into <dir>-open, judged by its openCriteria')
    .option('--from <dir>', 'with --open: only that, at the rate that the closed run in <dir> gives')
    .option('--gate <mode>', 'which verdicts fail the command: strict (all but PASS), fail (FAIL and INVALID), none')
    .option('--json', 'print verdict.json instead of the summary; with two runs both, in an array')
    .action(async (name: string, options: Options) => {
      const config = await loadConfig(host.cwd, host.packageRoot);
      const run = resolveRun(config, name, options, host.env);
      const verdicts = await runAll(host, config, run, options.json !== true);
      if (options.json === true)
        host.out(`${JSON.stringify(verdicts.length === 1 ? verdicts[0] : verdicts, null, 2)}\n`);
      exit(
        exitCodeOfVerdicts(
          verdicts.map(({ verdict }) => verdict),
          run.gate,
        ),
      );
    });
}

/** The closed run, the open one or both, in this order. */
async function runAll(host: Host, config: Config, run: ResolvedRun, summaries: boolean): Promise<Verdict[]> {
  await refuseTakenFolder(host.cwd, run);
  const verdicts: Verdict[] = [];
  const one = async (each: ResolvedRun): Promise<string> => {
    const { folder, verdict, summary } = await runJudged(host, config, each);
    if (summaries) host.out(summary);
    host.say(`report: ${path.join(folder, 'report.html')}`);
    verdicts.push(verdict);
    return folder;
  };
  const closed = closedFolderOf(host.cwd, run) ?? (await one(run));
  if (run.openCriteria === null) return verdicts;
  await one(await openRunOf(run, closed, openFolderOf(host.cwd, run) ?? beside(closed)));
  return verdicts;
}
