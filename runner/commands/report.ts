import path from 'node:path';
import { Command } from 'commander';
import type { Host } from '../host.ts';
import { readPlan, readResult, readVerdict } from '../run-folder/read-run.ts';
import { writeFiles } from '../run-folder/write-file.ts';
import { renderReports } from '../../reports/render-reports.ts';

/** `poolproof report DIR`: the reports again, from plan.json, result.json and verdict.json alone. */
export function reportCommand(host: Host): Command {
  return new Command('report')
    .description('write the reports of a judged run again')
    .argument('<dir>', 'a run folder')
    .action(async (dir: string) => {
      const folder = path.resolve(host.cwd, dir);
      await reportFolder(folder);
      host.out(`${path.join(folder, 'report.html')}\n`);
    });
}

export async function reportFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const [plan, result, verdict] = await Promise.all([readPlan(folder), readResult(folder), readVerdict(folder)]);
  const files = await renderReports(plan, result, verdict);
  await writeFiles(folder, files);
  return files;
}
