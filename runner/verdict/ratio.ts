import { isWithin } from '../model/bound.ts';
import { counted, formatRatio } from '../model/format.ts';
import type { PlannedCriterion } from '../model/plan.ts';
import { intervalText } from '../model/significance.ts';
import type { Evidence } from './blocks.ts';
import { logRatio, ratioOf } from './log-ratio.ts';
import { readMetric } from './metrics.ts';
import { becauseOf, clearance, conjunction, type Numbers, type Reading } from './reading.ts';
import { signFlipTest } from './sign-flip.ts';
import { intervalOf, meanOf, tTest } from './t-test.ts';

/** ln(arm/against) in each whole block. */
function logRatios(evidence: Evidence, { metric, arm, against }: PlannedCriterion): (number | null)[] {
  return evidence.whole.map(({ segments }) => {
    const read = (name: string | null) => {
      const segment = segments.find((candidate) => candidate.arm === name);
      return segment === undefined ? null : readMetric(metric, segment);
    };
    return logRatio(read(arm), read(against));
  });
}

/**
 * A bound on the ratio of two arms: the t-test and the exact sign-flip test of ln(ratio) − ln(bound) over blocks, both
 * one-sided at the level of the run and in the same direction. A ratio that is not finite leaves the sign-flip test alone, where it
 * ranks last.
 */
export function readRatio(evidence: Evidence, criterion: PlannedCriterion): Reading {
  const logs = logRatios(evidence, criterion);
  const known = logs.filter((log) => log !== null);
  const clearances = known.map((log) => clearance(log, Math.log(criterion.bound.value), criterion.bound));
  const test = tTest(clearances);
  const signFlip = known.length === 0 ? null : signFlipTest(clearances);
  const meanLog = known.length === 0 ? Number.NaN : meanOf(known);
  const interval = intervalOf(known, evidence.significance);
  const reading = {
    estimate: ratioOf(meanLog),
    interval: [ratioOf(interval?.[0] ?? null), ratioOf(interval?.[1] ?? null)],
    met: Number.isNaN(meanLog) ? null : isWithin(Math.exp(meanLog), criterion.bound),
    n: logs.length,
    tTest: test,
    signFlip,
    points: logs.map(ratioOf),
    verdict: conjunction([test, signFlip], evidence.significance),
  } satisfies Numbers;
  return {
    ...reading,
    found: foundIn(criterion, reading, evidence.significance),
    because: becauseOf(criterion.bound, reading, evidence.significance),
  };
}

function foundIn(
  { metric, arm, against }: PlannedCriterion,
  { estimate, interval, points }: Numbers,
  level: number,
): string {
  const over = counted(points.length, 'block');
  if (estimate !== null) {
    const [low, high] = interval;
    const shown = low === null ? '' : ` (${intervalText(level)} interval ${formatRatio(low)} to ${formatRatio(high)})`;
    return `${metric} of ${arm}/${against} is ${formatRatio(estimate)} over ${over}${shown}`;
  }
  if (points.length === 0) return `${metric} of ${arm}/${against} could not be read in a whole block`;
  const known = points.filter((point) => point !== null).length;
  return `${metric} of ${arm}/${against} is finite in ${known} of ${over}`;
}
