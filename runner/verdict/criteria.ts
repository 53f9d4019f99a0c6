/** Judges each criterion of a plan by itself. */
import { formatMetric } from '../model/format.ts';
import type { PlannedCriterion } from '../model/plan.ts';
import type { Criterion, CriterionVerdict } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import { readCensus } from './census.ts';
import { infeasibility } from './feasibility.ts';
import { readLevel } from './level.ts';
import { comparedPair } from './pair.ts';
import { readRatio } from './ratio.ts';
import type { Reading } from './reading.ts';
import { armsOf, sentence } from './words.ts';

/** True for "= 0", which counts events and asks no test. */
export function isCensus({ bound }: Pick<PlannedCriterion, 'bound'>): boolean {
  return bound.op === '=';
}

/** The criterion as judged over this evidence. Holm's correction over all criteria comes with the overall verdict. */
export function judgeCriterion(evidence: Evidence, criterion: PlannedCriterion): Criterion {
  const reading = readCriterion(evidence, criterion);
  const { found: _found, because: _because, ...numbers } = reading;
  const beside = criterion.against === null ? besideOf(evidence, criterion) : null;
  const { verdict, reason } = ruled(evidence, criterion, reading);
  return {
    ...numbers,
    id: criterion.id,
    metric: criterion.metric,
    arm: armsOf(criterion),
    bound: criterion.bound,
    verdict,
    reason: `${sentence(reason)}${remarkOn(evidence, criterion, reading, beside)}`,
    beside,
  };
}

function readCriterion(evidence: Evidence, criterion: PlannedCriterion): Reading {
  if (isCensus(criterion)) return readCensus(evidence, criterion);
  return criterion.against === null ? readLevel(evidence, criterion) : readRatio(evidence, criterion);
}

/**
 * What the finding may count as: nothing passes in too few blocks, and only a census can fail there or in an INVALID
 * run.
 */
function ruled(
  evidence: Evidence,
  criterion: PlannedCriterion,
  { verdict, met, points, found, because }: Reading,
): Ruling {
  if (isCensus(criterion) && verdict === 'FAIL') return { verdict, reason: `${found}${because}` };
  const hasNone = points.length === 0;
  if (evidence.isInvalid) {
    const but = hasNone ? ' and' : ', but';
    return { verdict: 'INVALID', reason: `${found}${but} the measurement cannot be trusted: see the gates` };
  }
  // Of two arms that are the same every bound is tried, within reach or not.
  const impossible = evidence.plan.aa === null ? infeasibility(evidence, criterion) : null;
  if (impossible !== null) return { verdict: 'INFEASIBLE', reason: impossible };
  if (evidence.shortfall === null) return { verdict, reason: `${found}${because}` };
  const reads =
    met === null ? 'there is no reading' : `taken at face value it ${met ? 'meets' : 'misses'} ${criterion.bound.text}`;
  const little = `${found}: too little to judge, ${evidence.shortfall}`;
  return { verdict: 'INCONCLUSIVE', reason: hasNone ? little : `${little}; ${reads}` };
}

interface Ruling {
  readonly verdict: CriterionVerdict;
  readonly reason: string;
}

/** The same reading for the other arm of the pair. */
function besideOf(evidence: Evidence, criterion: PlannedCriterion): Criterion['beside'] {
  const pair = comparedPair(evidence.plan);
  if (pair === null) return null;
  const arm = criterion.arm === pair.against ? pair.arm : pair.against;
  const { estimate, met } = readCriterion(evidence, { ...criterion, arm });
  return { arm, estimate, met };
}

function remarkOn(
  evidence: Evidence,
  { metric }: PlannedCriterion,
  { met }: Reading,
  beside: Criterion['beside'],
): string {
  if (beside === null || beside.met !== true || met !== true) return '';
  const subject = comparedPair(evidence.plan)?.subject ?? 'the arms';
  return ` ${sentence(`it is met by ${beside.arm} too (${formatMetric(metric, beside.estimate)}), so it tells nothing about ${subject}`)}`;
}
