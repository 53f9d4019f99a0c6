import { type Bound, isWithin } from '../model/bound.ts';
import { counted, formatMetric } from '../model/format.ts';
import type { PlannedCriterion } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import { intervalText } from '../model/significance.ts';
import { type Evidence, wholeSegments } from './blocks.ts';
import { endedOf, readMetric } from './metrics.ts';
import {
  becauseOf,
  clearance,
  conjunction,
  type Finding,
  finiteOrNull,
  type Numbers,
  type Reading,
} from './reading.ts';
import { signFlipTest } from './sign-flip.ts';
import { type Interval, intervalOf, meanOf, tTest } from './t-test.ts';
import { wilson } from './wilson.ts';

/** A criterion of one arm. */
export type Level = Pick<PlannedCriterion, 'metric' | 'arm' | 'bound'>;

/** What decides a level, each part by itself. */
interface Parts {
  readonly tests: Finding;
  /** Wilson's interval of the totals, for a rate. */
  readonly wilson: Interval | null;
  /** Readings of segments on the wrong side. */
  readonly outside: readonly number[];
}

/**
 * A bound on one arm: the t-test over its segments; for a rate Wilson's bound on the totals too; and for PASS every
 * segment on the right side. Where a reading is not finite no t can be made, and the sign-flip test stands in, in which
 * it ranks last.
 */
export function readLevel(evidence: Evidence, level: Level): Reading {
  const { metric, bound } = level;
  const { significance } = evidence;
  const segments = wholeSegments(evidence, level.arm);
  const points = segments.map((segment) => readMetric(metric, segment));
  const known = points.filter((point) => point !== null);
  const clearances = known.map((point) => clearance(point, bound.value, bound));
  const test = tTest(clearances);
  const signFlip = known.every(Number.isFinite) ? null : signFlipTest(clearances);
  const totals = metric === 'success rate' ? totalsOf(segments, significance) : null;
  const estimate = totals?.share ?? (known.length === 0 ? null : meanOf(known));
  const parts: Parts = {
    tests: conjunction([test, signFlip], significance),
    wilson: totals?.interval ?? null,
    outside: known.filter((point) => !isWithin(point, bound)),
  };
  const numbers: Numbers = {
    estimate: finiteOrNull(estimate),
    interval: shownInterval(intervalOf(known, significance), parts.wilson),
    met: estimate === null ? null : isWithin(estimate, bound),
    n: segments.length,
    tTest: test,
    signFlip,
    points: points.map(finiteOrNull),
    verdict: findingOf(parts, bound),
  };
  return {
    ...numbers,
    found: foundIn(level, numbers, significance),
    because: whyOf(level, numbers, parts, significance),
  };
}

/** The success rate of all segments together, with bounds as if attempts were independent. */
function totalsOf(
  segments: readonly ResultSegment[],
  significance: number,
): { share: number; interval: Interval } | null {
  const tries = segments.reduce((sum, segment) => sum + endedOf(segment), 0);
  const failures = segments.reduce((sum, segment) => sum + segment.failures, 0);
  const interval = wilson(tries - failures, tries, significance);
  return interval === null ? null : { share: (tries - failures) / tries, interval };
}

/** On which side of the bound a whole interval lies. */
function sideOf(interval: Interval, bound: Bound): Finding {
  const clearances = interval.map((end) => clearance(end, bound.value, bound));
  if (clearances.every((clear) => clear > 0)) return 'PASS';
  return clearances.every((clear) => clear < 0) ? 'FAIL' : 'INCONCLUSIVE';
}

function findingOf({ tests, wilson: ofTotals, outside }: Parts, bound: Bound): Finding {
  if (ofTotals !== null && sideOf(ofTotals, bound) !== tests) return 'INCONCLUSIVE';
  return tests === 'PASS' && outside.length > 0 ? 'INCONCLUSIVE' : tests;
}

/** Wide enough for both bounds, because both must clear. No metric is below 0, and a rate not above 1. */
function shownInterval(ofSegments: Interval | null, ofTotals: Interval | null): Numbers['interval'] {
  if (ofSegments === null) return [null, null];
  const [low, high] = ofSegments;
  if (ofTotals === null) return [Math.max(0, low), high];
  return [Math.max(0, Math.min(low, ofTotals[0])), Math.min(1, Math.max(high, ofTotals[1]))];
}

function foundIn({ metric, arm }: Level, { estimate, interval, points, n }: Numbers, significance: number): string {
  const over = counted(n, 'segment');
  if (points.length === 0) return `${metric} of ${arm} could not be read in a whole segment`;
  if (estimate === null) {
    const known = points.filter((point) => point !== null).length;
    return `${metric} of ${arm} is finite in ${known} of ${over}`;
  }
  const [low, high] = interval;
  const shown =
    low === null
      ? ''
      : ` (${intervalText(significance)} interval ${formatMetric(metric, low)} to ${formatMetric(metric, high)})`;
  return `${metric} of ${arm} is ${formatMetric(metric, estimate)} over ${over}${shown}`;
}

function whyOf(
  { metric, bound }: Level,
  numbers: Numbers,
  { tests, wilson: ofTotals, outside }: Parts,
  significance: number,
): string {
  if (tests === numbers.verdict) return becauseOf(bound, numbers, significance);
  if (ofTotals !== null && sideOf(ofTotals, bound) !== tests) {
    const [low, high] = ofTotals.map((end) => formatMetric(metric, end));
    return `: its segments lie ${tests === 'PASS' ? 'within' : 'outside'} ${bound.text}, but the totals alone leave room for ${low} to ${high}`;
  }
  return `: a PASS needs every segment within ${bound.text}, and ${outside.length} of ${numbers.n} ${outside.length === 1 ? 'is' : 'are'} not`;
}
