import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { type Verdict, verdictSchema } from '../model/verdict.ts';
import { schemaVersion } from '../model/version.ts';
import { answerOf } from './answer.ts';
import { type Evidence, evidenceOf } from './blocks.ts';
import { compareArms, compareFurtherArms } from './comparisons.ts';
import { judgeCriterion } from './criteria.ts';
import { floorOf } from './floor.ts';
import { decides, firstLook, lastLook, type Look, lookSentence, seenAtFirstLook } from './looks.ts';
import { nullChecksOf, ruleNullChecks } from './null-checks.ts';
import { ruleOverall } from './overall.ts';
import { roundedNumbers } from './round.ts';
import { readRunGates } from './run-gates.ts';
import { analyseAgain, reconcile } from './second-analysis.ts';
import { warningsOf } from './warnings.ts';

/**
 * plan.json and result.json to verdict.json: the same verdict for the same files. Of a run with planned looks it is that of the
 * first look which decides, else of the last. Numbers have twelve significant digits.
 * @throws RangeError for more than forty whole blocks, of which the exact test cannot count all sign choices.
 */
export function judge(plan: Plan, result: Result): Verdict {
  if (plan.looks === null) return written(judged(evidenceOf(plan, result)));
  const first = judgeFirstLook(plan, result);
  if (first !== null && decides(first.verdict)) return first;
  const evidence = evidenceOf(plan, result);
  const look = lastLook(plan.looks, evidence.shortfall === null, first?.verdict ?? null);
  return written(withLook(judged(evidence), look, true));
}

/** The verdict of the first planned look alone, whatever was run after it; null when there is none, or it cannot be taken. */
export function judgeFirstLook(plan: Plan, result: Result): Verdict | null {
  const seen = seenAtFirstLook(plan, result);
  if (seen === null || plan.looks === null) return null;
  const verdict = judged(evidenceOf(seen.plan, seen.result));
  const goesOn = seen.result.segments.length < result.segments.length;
  return written(withLook(verdict, firstLook(plan.looks, verdict.verdict), goesOn));
}

function withLook(verdict: Verdict, look: Look, goesOn: boolean): Verdict {
  return { ...verdict, headline: `${verdict.headline} ${lookSentence(look, goesOn)}`, look };
}

function written(verdict: Verdict): Verdict {
  return verdictSchema.parse(roundedNumbers(verdict));
}

function judged(evidence: Evidence): Verdict {
  const { plan } = evidence;
  const criteria = plan.criteria.map((criterion) => judgeCriterion(evidence, criterion));
  const comparisons = compareArms(evidence);
  const further = compareFurtherArms(evidence);
  const gates = readRunGates(evidence);
  const floor = floorOf(evidence);
  const aa = nullChecksOf(evidence, criteria, comparisons);
  const second = aa === null ? analyseAgain(plan, evidence) : null;
  return {
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
}
