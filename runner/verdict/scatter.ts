/** How much the differences of two arms scatter from block to block, and what A/A runs give for the noise floor. */
import type { FloorRun, Scatter } from '../model/noise-floor.ts';
import type { Plan } from '../model/plan.ts';
import type { Result, ResultSegment } from '../model/result.ts';
import { type Evidence, evidenceOf } from './blocks.ts';
import { logRatio } from './log-ratio.ts';
import { failureRateOf, readMetric } from './metrics.ts';
import { comparedPair, type Pair } from './pair.ts';
import { round12 } from './round.ts';
import { meanOf } from './t-test.ts';

/** The sample's standard deviation; null for fewer than two values, or when one is missing or not finite. */
function deviationOf(values: readonly (number | null)[]): number | null {
  const finite = values.filter((value) => value !== null).filter(Number.isFinite);
  if (finite.length < Math.max(2, values.length)) return null;
  const mean = meanOf(finite);
  return round12(Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (finite.length - 1)));
}

/** Standard deviations of the differences of these arms over whole blocks. */
export function scatterOf({ whole }: Evidence, { arm, against }: Pair): Scatter {
  const differences = (between: (one: ResultSegment, other: ResultSegment) => number | null): (number | null)[] =>
    whole.map(({ segments }) => {
      const one = segments.find((segment) => segment.arm === arm);
      const other = segments.find((segment) => segment.arm === against);
      return one === undefined || other === undefined ? null : between(one, other);
    });
  const logRatios = (read: (segment: ResultSegment) => number | null) =>
    deviationOf(differences((one, other) => logRatio(read(one), read(other))));
  return {
    goodput: logRatios((segment) => readMetric('throughput', segment)),
    median: logRatios((segment) => readMetric('median response time', segment)),
    p95: logRatios(({ p95Ms }) => p95Ms),
    failureRate: deviationOf(
      differences((one, other) => {
        const [top, bottom] = [failureRateOf(one), failureRateOf(other)];
        return top === null || bottom === null ? null : top - bottom;
      }),
    ),
  };
}

/**
 * What an A/A run says of this host's noise, from its files alone. Null when it says nothing: another kind of run, one
 * with an effect put in, an INVALID one, or one of too few blocks.
 */
export function floorRunOf(plan: Plan, result: Result): FloorRun | null {
  const pair = comparedPair(plan);
  const evidence = evidenceOf(plan, result);
  if (plan.aa === null || plan.aa.injected !== null || plan.k6Kind === null || pair === null) return null;
  if (evidence.isInvalid || evidence.shortfall !== null) return null;
  const { rampUsersPerS, settleS, steadyS, totalS } = plan.profile;
  return {
    measuredAt: plan.createdAt,
    seed: plan.seed,
    arm: plan.aa.arm,
    users: plan.users,
    stack: plan.stack,
    windows: { rampUsersPerS, settleS, steadyS, totalS },
    k6Kind: plan.k6Kind,
    k6Version: plan.tools['k6']?.version ?? 'unknown',
    blocks: evidence.whole.length,
    scatter: scatterOf(evidence, pair),
    medianMs: typicalMedianMs(evidence),
  };
}

/** The geometric mean of the medians of all segments; null when one is not finite. */
function typicalMedianMs({ whole }: Evidence): number | null {
  const logs = whole.flatMap(({ segments }) => segments.map(({ medianMs }) => Math.log(medianMs ?? Infinity)));
  const mean = meanOf(logs);
  return Number.isFinite(mean) ? round12(Math.exp(mean)) : null;
}
