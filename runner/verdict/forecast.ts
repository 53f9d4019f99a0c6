/** What a run will be able to see, said before it starts: from its plan and the noise floor in it. */
import { counted, formatDecimal, formatPercent } from '../model/format.ts';
import type { FloorMetric } from '../model/noise-floor.ts';
import { floorMetricOf } from '../model/noise-floor.ts';
import { leastBlocks } from '../model/orders.ts';
import { levelOf } from '../model/looks.ts';
import type { Plan, PlannedCriterion } from '../model/plan.ts';
import { profiles } from '../model/profile.ts';
import { levelText } from '../model/significance.ts';
import { chanceOfPass, detectableEffect, differenceOf, levelsAt } from './power.ts';
import { armsOf, listed } from './words.ts';

/** A ratio metric of the floor; the failure rate is a difference, and mostly 0. */
type RatioMetric = Exclude<FloorMetric, 'failureRate'>;
const ratioMetrics: readonly RatioMetric[] = ['goodput', 'median', 'p95'];
type ByMetric = Readonly<Record<RatioMetric, number | null>>;

export interface Forecast {
  /**
   * The smallest difference seen with 80 % power, as a fraction: by a two-sided test, and in the answer's three (Holm). Of a run
   * with looks, by its last alone.
   */
  readonly sees: ByMetric;
  readonly answerSees: ByMetric;
  /** Criteria that a true ratio of 1.00 meets, and the chance that they PASS then; null when the noise is not known. */
  readonly passes: readonly { readonly criterion: PlannedCriterion; readonly chance: number | null }[];
}

/** Null when no noise floor is known, or the blocks are too few to show anything. */
export function forecastOf(plan: Plan): Forecast | null {
  const n = blocksOf(plan);
  const { noiseFloor } = plan;
  if (noiseFloor === null || n < leastBlocks) return null;
  const { scatter } = noiseFloor;
  const significance = levelOf(plan);
  const levels = levelsAt(significance);
  const seenAt = (level: number): ByMetric => {
    const k = detectableEffect(n, level);
    const of = (sd: number | null) => (sd === null ? null : differenceOf(k, sd));
    return { goodput: of(scatter.goodput), median: of(scatter.median), p95: of(scatter.p95) };
  };
  return {
    sees: seenAt(levels.alone),
    answerSees: seenAt(levels.answer),
    passes: plan.criteria.filter(isNoRegression).map((criterion) => {
      const metric = floorMetricOf(criterion.metric);
      const sd = metric === null ? null : scatter[metric];
      return { criterion, chance: sd === null ? null : chanceOfPass(criterion.bound.value, sd, n, significance) };
    }),
  };
}

/** A bound on a ratio of arms that arms without a difference meet, with some room. */
function isNoRegression({ against, bound }: PlannedCriterion): boolean {
  if (against === null) return false;
  return bound.op.startsWith('<') ? bound.value > 1 : bound.value < 1;
}

function blocksOf({ segments }: Plan): number {
  return new Set(segments.map(({ block }) => block)).size;
}

/** The command that measures the floor which such a run needs. */
export function floorCommand({ bench, profile, app }: Pick<Plan, 'bench' | 'profile' | 'app'>): string {
  const short = profile.name === profiles.standard.name ? '' : ` --profile ${profile.name}`;
  // Profiles of one block give no standard deviation by themselves.
  const blocks = profile.single ? ` --blocks ${leastBlocks}` : '';
  return `npx poolproof aa ${bench} --app ${app}${short}${blocks}`;
}

/** A line each: what will be seen, and what not. */
export function forecastLines(plan: Plan): string[] {
  const { noiseFloor, aa } = plan;
  if (noiseFloor === null && aa !== null && aa.injected === null)
    return ['noise floor of this host: not known; this run measures it'];
  if (plan.open !== null) return ['how small a difference it will see is not known: noise floors are of closed loops'];
  if (noiseFloor === null)
    return [
      `how small a difference it will see is not known: no noise floor of this host for ${plan.bench}, profile ${plan.profile.name}, app ${plan.app}; measure it with ${floorCommand(plan)}`,
    ];
  const { arm, runs, blocks, measuredAt } = noiseFloor;
  const known = `noise floor of this host: ${arm} against itself, ${counted(runs, 'A/A run')} of ${counted(blocks, 'block')}, last ${measuredAt.slice(0, 10)}: one block scatters by ${differences(noiseFloor.scatter)} (sd)`;
  const forecast = forecastOf(plan);
  if (forecast === null) return [known];
  return [
    known,
    `${plan.looks === null ? 'it' : 'its last look'} will see (80 % power, two-sided ${levelText(levelOf(plan))}) a difference of ${differences(forecast.sees)}`,
    `its answer, corrected for three comparisons, will as often name one of ${differences(forecast.answerSees)}`,
    ...forecast.passes.map(
      ({ criterion, chance }) =>
        `chance of PASS when there is no difference (a true ratio of 1.00): ${chance === null ? 'not known' : formatPercent(chance)} for ${criterion.metric} ${armsOf(criterion)} ${criterion.bound.text}`,
    ),
  ];
}

const names: Readonly<Record<RatioMetric, string>> = { goodput: 'goodput', median: 'the median', p95: 'the p95' };

/** `1.9 % in goodput, 6.1 % in the median and 9.0 % in the p95`. */
function differences(by: ByMetric): string {
  return listed(
    ratioMetrics.map((metric) => {
      const value = by[metric];
      return `${value === null ? 'an unknown size' : percent(value)} in ${names[metric]}`;
    }),
  );
}

function percent(fraction: number): string {
  return `${formatDecimal(100 * fraction, 1)} %`;
}
