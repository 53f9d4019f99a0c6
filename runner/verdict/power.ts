/**
 * What an experiment of n blocks can see, given the standard deviation `sd` of d = ln(ratio of the arms) in one block.
 * Of the two tests of docs/verdicts.md this is the power of the t-test; the sign-flip test takes a few points at most.
 */
import { fittingBlocks, leastBlocks, mostBlocks } from '../model/orders.ts';
import { significance } from '../model/significance.ts';
import { noncentralTUpperTail } from './noncentral-t.ts';
import { tQuantile } from './student-t.ts';

/** The chance of being seen that an effect of the detectable size has. */
const wantedPower = 0.8;

/** How many comparisons the answer makes: Holm holds the smallest of their p-values against the level over so many. */
const comparisonsOfAnswer = 3;

interface Levels {
  readonly alone: number;
  readonly answer: number;
}

/** Two-sided level of a test by itself, and of the answer when one comparison alone has an effect. */
export function levelsAt(level: number): Levels {
  return { alone: level, answer: level / comparisonsOfAnswer };
}

/** Those of a run that is judged once. */
export const levels = levelsAt(significance);

/**
 * The chance that a two-sided t-test at this level rejects, when the mean of n values lies `effect` standard deviations
 * of one value away from 0.
 */
export function powerOfTTest(effect: number, n: number, level: number = levels.alone): number {
  const beyond = tQuantile(level / 2, n - 1);
  const delta = effect * Math.sqrt(n);
  return noncentralTUpperTail(beyond, n - 1, delta) + noncentralTUpperTail(beyond, n - 1, -delta);
}

/**
 * k, the effect in standard deviations of one block that n blocks see with 80 % power: 1.435 for six blocks and .996 for
 * ten when a comparison stands alone, 1.877 and 1.223 when the answer has to name it. By bisection.
 */
export function detectableEffect(n: number, level: number = levels.alone): number {
  const key = `${n} ${level}`;
  const known = effects.get(key) ?? solveEffect(n, level);
  effects.set(key, known);
  return known;
}

/** Solved once for each number of blocks: whoever judges thousands of simulated runs asks for the same few. */
const effects = new Map<string, number>();

function solveEffect(n: number, level: number): number {
  let [low, high] = [0, 1];
  while (powerOfTTest(high, n, level) < wantedPower) high *= 2;
  while (high - low > 1e-7 * high) {
    const middle = (low + high) / 2;
    if (powerOfTTest(middle, n, level) < wantedPower) low = middle;
    else high = middle;
  }
  return high;
}

/** The smallest difference of the arms that is seen, as a fraction, by this k: exp(k·sd) − 1. */
export function differenceOf(k: number, sd: number): number {
  return Math.exp(k * sd) - 1;
}

/**
 * The chance of PASS of a bound on a ratio when the true ratio is 1.00: that the one-sided t-test of d − ln(bound) clears
 * this level.
 */
export function chanceOfPass(bound: number, sd: number, n: number, level: number = significance): number {
  const margin = Math.abs(Math.log(bound));
  if (sd === 0) return 1;
  return noncentralTUpperTail(tQuantile(level, n - 1), n - 1, (margin * Math.sqrt(n)) / sd);
}

/**
 * The smallest number of blocks that fits the arms and sees a difference of this fraction with 80 % power; null when
 * even the largest that can be judged does not.
 */
export function blocksToDetect(
  difference: number,
  sd: number,
  arms: number,
  level: number = levels.alone,
): number | null {
  const wanted = Math.log(1 + difference);
  for (let n = fittingBlocks(leastBlocks, arms); n <= mostBlocks; n = fittingBlocks(n + 1, arms)) {
    if (detectableEffect(n, level) * sd <= wanted) return n;
  }
  return null;
}
