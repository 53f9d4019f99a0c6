/** The three comparisons behind the answer: is there an effect at all, and which way? And, untested, all further arms. */
import type { ResultSegment } from '../model/result.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import { holmRejects } from './holm.ts';
import { logRatio, ratioOf } from './log-ratio.ts';
import { failureRateOf, readMetric } from './metrics.ts';
import { comparedPair, type Pair } from './pair.ts';
import { finiteOrNull } from './reading.ts';
import { signFlipTest } from './sign-flip.ts';
import { intervalOf, meanOf, type PValues, tTest } from './t-test.ts';

export type Comparison = Verdict['comparisons'][number];

interface Measure {
  readonly metric: string;
  readonly kind: Comparison['kind'];
  readonly better: 'higher' | 'lower';
  readonly read: (segment: ResultSegment) => number | null;
}

const measures: readonly Measure[] = [
  { metric: 'goodput', kind: 'ratio', better: 'higher', read: (segment) => readMetric('throughput', segment) },
  {
    metric: 'median response time',
    kind: 'ratio',
    better: 'lower',
    read: (segment) => readMetric('median response time', segment),
  },
  { metric: 'failure rate', kind: 'difference', better: 'lower', read: failureRateOf },
];

interface Compared {
  readonly comparison: Omit<Comparison, 'effect'>;
  /** One-sided p-values: `pass` speaks for better, `fail` for worse. */
  readonly test: PValues | null;
  readonly signFlip: PValues;
}

/**
 * Goodput and median as ratios, failures as a difference of rates, over whole blocks. An effect is shown when the
 * two-sided t-test is rejected after Holm over the three and the sign-flip test clears in the same direction, each at the level
 * of the run: 5 %, but for one with looks. Where a reading is not finite no t can be made; there the sign-flip test's two-sided p-value goes into Holm
 * in its place: outside Holm it would bring false effects to 9 %. Empty when there is one arm.
 */
export function compareArms(evidence: Evidence): Comparison[] {
  const pair = comparedPair(evidence.plan);
  if (pair === null) return [];
  const compared = measures.map((measure) => compare(evidence, pair, measure));
  const rejects = holmRejects(
    compared.map(({ test, signFlip }) => twoSided(test ?? signFlip)),
    evidence.significance,
  );
  const rejected = new Set(compared.filter((_, at) => rejects[at]));
  const mayShow = evidence.shortfall === null && !evidence.isInvalid;
  return compared.map((each) => ({
    ...each.comparison,
    effect: mayShow ? effectOf(each, rejected.has(each), evidence.significance) : 'none shown',
  }));
}

/**
 * Every arm that the answer is not about, against each of its two: estimates and intervals only. To call one of so many
 * an effect would take a correction that the answer's three would pay for.
 */
export function compareFurtherArms(evidence: Evidence): Omit<Comparison, 'effect'>[] {
  const pair = comparedPair(evidence.plan);
  if (pair === null) return [];
  const two = [pair.against, pair.arm];
  const others = evidence.plan.arms.map(({ name }) => name).filter((name) => !two.includes(name));
  return others.flatMap((arm) =>
    two.flatMap((against) => measures.map((measure) => compare(evidence, { arm, against }, measure).comparison)),
  );
}

function twoSided({ pass, fail }: PValues): number {
  return 2 * Math.min(pass, fail);
}

function compare(
  evidence: Evidence,
  pair: Pick<Pair, 'arm' | 'against'>,
  { metric, kind, better, read }: Measure,
): Compared {
  const isRatio = kind === 'ratio';
  const differences = evidence.whole.flatMap(({ segments }) => {
    const readArm = (name: string) => {
      const segment = segments.find(({ arm }) => arm === name);
      return segment === undefined ? null : read(segment);
    };
    const [top, bottom] = [readArm(pair.arm), readArm(pair.against)];
    const difference = isRatio ? logRatio(top, bottom) : top === null || bottom === null ? null : top - bottom;
    return difference ?? [];
  });
  const gains = differences.map((difference) => (better === 'higher' ? difference : -difference));
  const interval = intervalOf(differences, evidence.significance) ?? [null, null];
  const shown = isRatio ? ratioOf : finiteOrNull;
  return {
    comparison: {
      metric,
      arm: pair.arm,
      against: pair.against,
      kind,
      estimate: shown(differences.length === 0 ? null : meanOf(differences)),
      interval: [shown(interval[0]), shown(interval[1])],
      n: evidence.whole.length,
    },
    test: tTest(gains),
    signFlip: signFlipTest(gains),
  };
}

function effectOf({ test, signFlip }: Compared, rejectedByHolm: boolean, significance: number): Comparison['effect'] {
  if (!rejectedByHolm) return 'none shown';
  const leaning = test ?? signFlip;
  const side = leaning.pass < leaning.fail ? 'pass' : 'fail';
  if (signFlip[side] > significance) return 'none shown';
  return side === 'pass' ? 'better' : 'worse';
}
