/** Response times counted by value, so that many histograms merge cheaply: a decoded HDR histogram is mostly zeros. */
import { Int32Histogram } from 'hdr-histogram-js';
import { decodeCounts } from '../../runner/model/hdr-decode.ts';
import { highestUs, lowestUs, significantDigits } from '../../runner/model/hdr-format.ts';

/** Never filled: it only knows which value each bucket stands for. */
const buckets = new Int32Histogram(lowestUs, highestUs, significantDigits);

/** How many attempts took so many microseconds (the highest value of their bucket, within .1 %). */
export type Tally = Map<number, number>;

/** What a file's histogram holds; nothing for null. */
export function tallyOf(hdr: string | null): Tally {
  const tally: Tally = new Map();
  if (hdr === null) return tally;
  decodeCounts(hdr, (index, count) => {
    tally.set(buckets.highestEquivalentValue(buckets.valueFromIndex(index)), count);
  });
  return tally;
}

/** Adds what `more` holds, `times` it: −1 takes it away again. */
export function addTally(tally: Tally, more: Tally, times = 1): void {
  for (const [us, count] of more) {
    const now = (tally.get(us) ?? 0) + times * count;
    if (now === 0) tally.delete(us);
    else tally.set(us, now);
  }
}

export function mergedTally(hdrs: readonly (string | null)[]): Tally {
  const merged: Tally = new Map();
  for (const hdr of hdrs) addTally(merged, tallyOf(hdr));
  return merged;
}

export function sizeOf(tally: Tally): number {
  let size = 0;
  for (const count of tally.values()) size += count;
  return size;
}

/**
 * Quantiles in milliseconds by nearest rank: the smallest value that at least the share of all reaches. `shares` rise.
 * `outOf` counts those, too, that rank above everything tallied (failed, censored); a quantile among them is Infinity.
 * Null of nothing.
 */
export function quantilesMs(tally: Tally, shares: readonly number[], outOf = sizeOf(tally)): (number | null)[] {
  if (outOf === 0) return shares.map(() => null);
  // Of numbers alone, which sorts several times as fast: a history has a thousand of these.
  const values = Float64Array.from(tally.keys()).toSorted();
  let [at, below] = [-1, 0];
  return shares.map((share) => {
    // 0.999 × 1000 is 999.0000000000001 in some products: what is that close to a rank is that rank.
    const rank = Math.max(1, Math.ceil(share * outOf - 1e-9));
    while (below < rank && at < values.length - 1) {
      at += 1;
      below += tally.get(values[at] ?? 0) ?? 0;
    }
    return below < rank ? Infinity : (values[at] ?? 0) / 1000;
  });
}
