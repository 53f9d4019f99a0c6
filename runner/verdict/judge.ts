import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { type Verdict, verdictSchema } from '../model/verdict.ts';
import { schemaVersion } from '../model/version.ts';
import { answerOf } from './answer.ts';
import { evidenceOf } from './blocks.ts';
import { compareArms, compareFurtherArms } from './comparisons.ts';
import { judgeCriterion } from './criteria.ts';
import { floorOf } from './floor.ts';
import { nullChecksOf, ruleNullChecks } from './null-checks.ts';
import { ruleOverall } from './overall.ts';
import { roundedNumbers } from './round.ts';
import { readRunGates } from './run-gates.ts';
import { analyseAgain, reconcile } from './second-analysis.ts';
import { warningsOf } from './warnings.ts';

/**
 * plan.json and result.json to verdict.json: the same verdict for the same files. Numbers have twelve significant
 * digits.
 * @throws RangeError for more than forty whole blocks, of which the exact test cannot count all sign choices.
 */
export function judge(plan: Plan, result: Result): Verdict {
  const evidence = evidenceOf(plan, result);
  const criteria = plan.criteria.map((criterion) => judgeCriterion(evidence, criterion));
  const comparisons = compareArms(evidence);
  const further = compareFurtherArms(evidence);
  const gates = readRunGates(evidence);
  const floor = floorOf(evidence);
  const aa = nullChecksOf(evidence, criteria, comparisons);
  const second = aa === null ? analyseAgain(plan, evidence) : null;
  const verdict: Verdict = {
    schemaVersion,
    bench: plan.bench,
    ...(aa === null ? reconcile(ruleOverall(evidence, criteria), second) : ruleNullChecks(evidence, aa)),
    answer: answerOf(evidence, comparisons, floor),
    blocks: { whole: evidence.whole.length, run: evidence.blocks.length },
    criteria,
    gates,
    comparisons,
    ...(further.length === 0 ? {} : { further }),
    ...(floor === null ? {} : { floor }),
    ...(aa === null ? {} : { aa }),
    ...(second === null ? {} : { secondAnalysis: second }),
    warnings: warningsOf(evidence, gates, { floor, comparisons, second }),
  };
  return verdictSchema.parse(roundedNumbers(verdict));
}
