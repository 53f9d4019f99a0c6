/** The exact sign-flip test: were the signs of these values chance, how often would they sum to so much? */
import { mostBlocks } from '../model/orders.ts';
import type { PValues } from './t-test.ts';

/** The most values that it takes: each half of them has 2^20 sums. */
export const mostSignFlips = mostBlocks;

/**
 * Exact one-sided p-values of the sign-flip (Fisher's randomisation) test that the values scatter evenly about 0: the
 * share of all 2^n choices of signs whose sum is at least (`pass`: values above 0) or at most (`fail`: values below 0)
 * the sum seen. An infinite value outranks any sum of finite ones, and all infinite ones are alike. All 2^n sums are
 * counted, as pairs of sums of two halves, which takes 2^(n/2) steps.
 * @throws RangeError for more than forty values.
 */
export function signFlipTest(values: readonly number[]): PValues {
  if (values.length > mostSignFlips) throw new RangeError(`the sign-flip test takes at most ${mostSignFlips} values`);
  const finite = finiteForm(values);
  const seen = finite.reduce((sum, value) => sum + value, 0);
  // Sums that differ only by rounding are the same sum.
  const slack = 1e-12 * finite.reduce((sum, value) => sum + Math.abs(value), 0);
  const middle = Math.ceil(finite.length / 2);
  const one = signedSums(finite.slice(0, middle));
  const other = signedSums(finite.slice(middle));
  const all = 2 ** finite.length;
  // Flipping every sign mirrors the sums, so "at most s" is as frequent as "at least −s".
  return {
    pass: pairsAtLeast(one, other, seen - slack) / all,
    fail: pairsAtLeast(one, other, -seen - slack) / all,
  };
}

/** Infinite values replaced by one that no sum of finite ones makes up for. */
function finiteForm(values: readonly number[]): number[] {
  const reach = values.filter(Number.isFinite).reduce((sum, value) => sum + Math.abs(value), 0);
  return values.map((value) => (Number.isFinite(value) ? value : Math.sign(value) * (2 * reach + 1)));
}

/** The sums of the values under every choice of signs, ascending. */
function signedSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** values.length);
  values.forEach((value, at) => {
    const made = 2 ** at;
    for (let sum = 0; sum < made; sum += 1) {
      const before = sums[sum] ?? 0;
      sums[sum] = before - value;
      sums[sum + made] = before + value;
    }
  });
  return sums.toSorted();
}

/** How many pairs, one of each, sum to at least `least`. Both ascend. */
function pairsAtLeast(one: Float64Array, other: Float64Array, least: number): number {
  let pairs = 0;
  let reached = other.length;
  for (const sum of one) {
    while (reached > 0 && sum + (other[reached - 1] ?? 0) >= least) reached -= 1;
    pairs += other.length - reached;
  }
  return pairs;
}
