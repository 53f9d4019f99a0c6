/** The noise floor set beside a run: what chance alone makes of so many blocks, and what they can see above it. */
import { formatDecimal } from '../model/format.ts';
import { floorMetricOf, floorMetrics, type FloorMetric, type Scatter } from '../model/noise-floor.ts';
import type { Plan } from '../model/plan.ts';
import { significance } from '../model/significance.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import type { Comparison } from './comparisons.ts';
import { comparedPair } from './pair.ts';
import { detectableEffect, differenceOf, levelsAt } from './power.ts';
import { scatterOf } from './scatter.ts';
import { tQuantile } from './student-t.ts';
import { listed } from './words.ts';

export type Floor = NonNullable<Verdict['floor']>;

interface Basis {
  readonly arm: string;
  readonly measuredAt: string;
  readonly runs: number;
  readonly blocks: number;
  readonly degrees: number;
  readonly scatter: Scatter;
}

/** Null when no floor is known, or there is no whole block to set it beside. */
export function floorOf(evidence: Evidence): Floor | null {
  const n = evidence.whole.length;
  const basis = basisOf(evidence);
  if (basis === null || n === 0) return null;
  const { degrees, scatter, ...about } = basis;
  const reach = (sd: number) => (tQuantile(significance / 2, degrees) * sd) / Math.sqrt(n);
  const of = (metric: FloorMetric, write: (sd: number) => number) => {
    const sd = scatter[metric];
    return sd === null ? null : write(sd);
  };
  const ratios = (write: (sd: number) => number) => ({
    goodput: of('goodput', write),
    median: of('median', write),
    p95: of('p95', write),
  });
  const seen = (level: number) => {
    if (evidence.shortfall !== null) return null;
    const k = detectableEffect(n, level);
    return ratios((sd) => differenceOf(k, sd));
  };
  const levels = levelsAt(evidence.significance);
  return {
    ...about,
    scatter,
    reach: { ...ratios((sd) => Math.exp(reach(sd)) - 1), failureRate: of('failureRate', reach) },
    detectable: seen(levels.alone),
    answerable: seen(levels.answer),
  };
}

/** An A/A run is its own floor, once it has the blocks; any other run has the one of its plan. */
function basisOf(evidence: Evidence): Basis | null {
  const { plan, whole, shortfall, isInvalid } = evidence;
  const pair = comparedPair(plan);
  if (plan.aa === null || plan.aa.injected !== null)
    return plan.noiseFloor === null ? null : basisOfPlan(plan.noiseFloor);
  if (shortfall !== null || isInvalid || pair === null) return null;
  return {
    arm: plan.aa.arm,
    measuredAt: plan.createdAt,
    runs: 1,
    blocks: whole.length,
    degrees: whole.length - 1,
    scatter: scatterOf(evidence, pair),
  };
}

function basisOfPlan({ arm, measuredAt, runs, blocks, degrees, scatter }: NonNullable<Plan['noiseFloor']>): Basis {
  return { arm, measuredAt, runs, blocks, degrees, scatter };
}

const names: Readonly<Record<FloorMetric, string>> = {
  goodput: 'goodput',
  median: 'median response time',
  p95: 'p95',
  failureRate: 'failure rate',
};

/** `noise floor of this host: ±1.6 % on goodput, ±4.2 % on median response time and ±0.1 points on failure rate`. */
export function floorWords({ reach }: Floor): string {
  const shown = floorMetrics
    .filter((metric) => metric !== 'p95')
    .flatMap((metric) => {
      const value = reach[metric];
      if (value === null) return [];
      return `±${formatDecimal(100 * value, 1)} ${metric === 'failureRate' ? 'points' : '%'} on ${names[metric]}`;
    });
  return `noise floor of this host: ${shown.length === 0 ? 'not finite' : listed(shown)}`;
}

/** An effect that is named and yet smaller than what this host makes of nothing. */
export function belowFloor(floor: Floor | null, comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.filter(({ metric, kind, estimate, effect }) => {
    const key = floorMetricOf(metric);
    const reach = key === null ? null : (floor?.reach[key] ?? null);
    if (effect === 'none shown' || reach === null || estimate === null) return false;
    return kind === 'ratio' ? Math.abs(Math.log(estimate)) < Math.log(1 + reach) : Math.abs(estimate) < reach;
  });
}
