import { formatRate, formatRatio } from '../model/format.ts';
import type { Plan, PlannedCriterion } from '../model/plan.ts';
import { ceilingPerS } from '../model/planned-arrivals.ts';
import { type Evidence, wholeSegments } from './blocks.ts';
import { intervalOf } from './t-test.ts';

/**
 * Why no outcome of this experiment could meet a bound on throughput, or null when one could: N users who think Z
 * seconds on average make fewer than N/Z requests per second, however fast the answers, and an open run no more than arrive. A ratio is held against N/Z
 * over the lower bound of the other arm's throughput, which is known after the run.
 */
export function infeasibility(evidence: Evidence, criterion: PlannedCriterion): string | null {
  const { metric, bound, against } = criterion;
  if (metric !== 'throughput' || (bound.op !== '>' && bound.op !== '>=')) return null;
  const ceiling = ceilingPerS(evidence.plan);
  if (against === null) return bound.value > ceiling ? absoluteReason(evidence.plan, criterion, ceiling) : null;
  const lowest = lowestGoodput(evidence, against);
  if (lowest === null || bound.value <= ceiling / lowest) return null;
  return (
    `no outcome could meet throughput of ${criterion.arm}/${against} ${bound.text}: ${against} makes at least ${formatRate(lowest)} already, ` +
    `and ${limitText(evidence.plan, ceiling)}, ${formatRatio(ceiling / lowest)} times that`
  );
}

function absoluteReason(plan: Plan, { arm, bound }: PlannedCriterion, ceiling: number): string {
  return `no outcome could meet throughput of ${arm} ${bound.text}: ${limitText(plan, ceiling)}`;
}

function limitText({ open, users }: Plan, ceiling: number): string {
  if (open !== null) return `no more than ${formatRate(ceiling)} arrive`;
  return `${users} users who think in between cannot make more than ${formatRate(ceiling)}`;
}

/**
 * The one-sided lower bound of an arm's geometric mean goodput, at the level of the run, which is what a ratio divides by. Null when there
 * is none.
 */
function lowestGoodput(evidence: Evidence, arm: string): number | null {
  const logs = wholeSegments(evidence, arm).map(({ goodputPerS }) => Math.log(goodputPerS ?? 0));
  const interval = intervalOf(logs, evidence.significance);
  return interval === null ? null : Math.exp(interval[0]);
}
