import { PoolproofError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { resultSchema, type Result } from '../model/result.ts';
import { verdictSchema, type Verdict } from '../model/verdict.ts';
import { foldResult } from '../result/fold-result.ts';
import { runPaths } from '../run-folder/paths.ts';
import { eachSegment, listSegments, readPlan, readResult } from '../run-folder/read-run.ts';
import { writeJson } from '../run-folder/write-file.ts';
import { judge } from '../verdict/judge.ts';

export interface Judged {
  readonly plan: Plan;
  readonly result: Result;
  readonly verdict: Verdict;
}

/**
 * Folds segments/ into result.json and judges it. Without segments/ result.json is taken as it is.
 * A segment that is damaged is partial, and what is whole is judged.
 * @throws PoolproofError run-folder when the folder holds neither, or plan.json or that result.json is damaged
 */
export async function judgeFolder(folder: string): Promise<Judged> {
  const plan = await readPlan(folder);
  const result = (await listSegments(folder)).length > 0 ? await foldFolder(folder, plan) : await readResult(folder);
  if (result.segments.length === 0)
    throw new PoolproofError('run-folder', `${folder} holds no segment to judge`, { hint: 'poolproof bench' });
  const verdict = judge(plan, result);
  await writeJson(runPaths(folder).verdict, verdictSchema, verdict);
  return { plan, result, verdict };
}

async function foldFolder(folder: string, plan: Plan): Promise<Result> {
  const result = await foldResult(plan, eachSegment(folder));
  await writeJson(runPaths(folder).result, resultSchema, result);
  return result;
}
