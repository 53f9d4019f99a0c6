/** A run from its tools to its reports: what every command that measures has in common. */
import type { ResolvedRun } from '../config/resolve.ts';
import { messageOf } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Config } from '../model/config.ts';
import { hasSegment } from '../run-folder/read-run.ts';
import { type Judged, judgeFolder } from './judge-folder.ts';
import { reportFolder } from './report.ts';
import { runBench } from './run-bench.ts';

export interface Finished extends Judged {
  readonly folder: string;
  /** summary.md */
  readonly summary: string;
}

/**
 * Runs, judges and reports. A run that breaks off is folded and reported too, as partial, when any load had begun.
 * @throws PoolproofError of what broke
 */
export async function runJudged(host: Host, config: Config, run: ResolvedRun): Promise<Finished> {
  let folder = '';
  try {
    await runBench(host, config, run, (made) => (folder = made));
  } catch (error) {
    await keepWhatWasMeasured(host, folder);
    throw error;
  }
  const judged = await judgeFolder(folder);
  const files = await reportFolder(folder);
  return { ...judged, folder, summary: files.get('summary.md') ?? '' };
}

async function keepWhatWasMeasured(host: Host, folder: string): Promise<void> {
  if (folder === '' || !(await hasSegment(folder))) return;
  try {
    await judgeFolder(folder);
    await reportFolder(folder);
    host.say(`what was measured is kept, marked partial: ${folder}`);
  } catch (error) {
    host.say(`no report of the part that was measured: ${messageOf(error)}`);
  }
}
