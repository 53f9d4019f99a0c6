import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { resolveRun, type RunFlags } from '../config/resolve.ts';
import { messageOf } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Exit } from '../program.ts';
import { hasSegment } from '../run-folder/read-run.ts';
import { exitCodeOfVerdict } from './exit-code.ts';
import { judgeFolder } from './judge-folder.ts';
import { reportFolder } from './report.ts';
import { runBench } from './run-bench.ts';

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
      let folder: string | undefined;
      try {
        await runBench(host, config, run, (made) => (folder = made));
      } catch (error) {
        await keepWhatWasMeasured(host, folder);
        throw error;
      }
      const verdict = await finish(host, folder ?? '', options.json === true);
      exit(exitCodeOfVerdict(verdict.verdict, run.gate));
    });
}

async function finish(host: Host, folder: string, json: boolean): Promise<Verdict> {
  const { verdict } = await judgeFolder(folder);
  const files = await reportFolder(folder);
  host.out(json ? `${JSON.stringify(verdict, null, 2)}\n` : (files.get('summary.md') ?? ''));
  host.say(`report: ${path.join(folder, 'report.html')}`);
  return verdict;
}

/** A run that broke off is folded and reported too, as partial, when any load had begun. */
async function keepWhatWasMeasured(host: Host, folder: string | undefined): Promise<void> {
  if (folder === undefined || !(await hasSegment(folder))) return;
  try {
    await judgeFolder(folder);
    await reportFolder(folder);
    host.say(`what was measured is kept, marked partial: ${folder}`);
  } catch (error) {
    host.say(`no report of the part that was measured: ${messageOf(error)}`);
  }
}
