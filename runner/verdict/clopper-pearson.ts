/**
 * Exact bounds of a share that was counted (Clopper and Pearson, 1934), each one-sided, at 95 % unless told otherwise: the
 * true shares with which a count as far out as the one seen has a chance of `level`.
 */
import { significance } from '../model/significance.ts';

/** The share that `events` of `runs` rule out everything above: none of ten leaves room for 25.9 %. Absolute error below 1e-9. */
export function upperBound(events: number, runs: number, level: number = significance): number {
  if (events >= runs) return 1;
  return whereDownTo(level, (share) => atMost(events, runs, share));
}

/** The share that `events` of `runs` rule out everything below. Absolute error below 1e-9. */
export function lowerBound(events: number, runs: number, level: number = significance): number {
  return 1 - upperBound(runs - events, runs, level);
}

/** Where a chance that falls with the share, from 1 to 0, is down to `level`: by bisection. */
function whereDownTo(level: number, chance: (share: number) => number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (chance(middle) > level) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X ≤ events) of a binomial with `runs` tries, from the ratio of each term to the one before. 0 < share < 1. */
function atMost(events: number, runs: number, share: number): number {
  const logOdds = Math.log(share) - Math.log1p(-share);
  // In logarithms, because the first terms of many tries are smaller than any double.
  let logTerm = runs * Math.log1p(-share);
  let sum = Math.exp(logTerm);
  for (let seen = 1; seen <= events; seen += 1) {
    logTerm += Math.log((runs - seen + 1) / seen) + logOdds;
    sum += Math.exp(logTerm);
  }
  return sum;
}
