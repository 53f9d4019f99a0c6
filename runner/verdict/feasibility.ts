import { throughputCeilingPerS } from '../model/deal.ts';
import { formatRate, formatRatio } from '../model/format.ts';
import type { Plan, PlannedCriterion } from '../model/plan.ts';
import { type Evidence, wholeSegments } from './blocks.ts';
import { interval90 } from './t-test.ts';

/**
 * Why no outcome of this experiment could meet a bound on throughput, or null when one could: N users who think Z
 * seconds on average make fewer than N/Z requests per second, however fast the answers. A ratio is held against N/Z
 * over the lower bound of the other arm's throughput, which is known after the run.
 */
export function infeasibility(evidence: Evidence, criterion: PlannedCriterion): string | null {
  const { metric, bound, against } = criterion;
  if (metric !== 'throughput' || (bound.op !== '>' && bound.op !== '>=')) return null;
  const ceiling = throughputCeilingPerS(evidence.plan.userClasses);
  if (against === null) return bound.value > ceiling ? absoluteReason(evidence.plan, criterion, ceiling) : null;
  const lowest = lowestGoodput(evidence, against);
  if (lowest === null || bound.value <= ceiling / lowest) return null;
  return (
    `no outcome could meet throughput of ${criterion.arm}/${against} ${bound.text}: ${against} makes at least ${formatRate(lowest)} already, ` +
    `and ${evidence.plan.users} users who think in between cannot make more than ${formatRate(ceiling)}, ${formatRatio(ceiling / lowest)} times that`
  );
}

function absoluteReason(plan: Plan, { arm, bound }: PlannedCriterion, ceiling: number): string {
  return `no outcome could meet throughput of ${arm} ${bound.text}: ${plan.users} users who think in between cannot make more than ${formatRate(ceiling)}`;
}

/**
 * The one-sided 95 % lower bound of an arm's geometric mean goodput, which is what a ratio divides by. Null when there
 * is none.
 */
function lowestGoodput(evidence: Evidence, arm: string): number | null {
  const logs = wholeSegments(evidence, arm).map(({ goodputPerS }) => Math.log(goodputPerS ?? 0));
  const interval = interval90(logs);
  return interval === null ? null : Math.exp(interval[0]);
}
