/** Every report of a run. */
import type { Plan } from '../runner/model/plan.ts';
import type { Result } from '../runner/model/result.ts';
import type { Verdict } from '../runner/model/verdict.ts';
import { renderCharts } from './charts.ts';
import { csvOf } from './csv.ts';
import { htmlOf } from './html.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { viewOf } from './view.ts';

/**
 * Renders report.html, summary.md, junit.xml and csv/: file texts by their path in the run folder.
 * The same plan, result and verdict give the same bytes on every Node and in every time zone.
 */
export async function renderReports(plan: Plan, result: Result, verdict: Verdict): Promise<Map<string, string>> {
  const view = viewOf(plan, result, verdict);
  const files = new Map([
    ['report.html', htmlOf(view, await renderCharts(view))],
    ['summary.md', markdownOf(view)],
    ['junit.xml', junitOf(view)],
  ]);
  for (const [name, table] of view.csv) files.set(`csv/${name}`, csvOf(table));
  return files;
}
