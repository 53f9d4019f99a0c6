/**
 * Response times as histograms hold them: counts of values that differ by less than a thousandth. Everything that a result
 * says of response times is read from those counts and never from the raw microseconds, so that the same attempts give the
 * same numbers whether a line of load.ndjson carried them raw or as a histogram.
 */
import { decodeFromCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import type { AttemptsLine } from '../model/load-line.ts';
import { PoolproofError } from '../errors.ts';

/** The range of load.ndjson: 1 µs to 1 h, three significant digits, counts of 32 bits. */
export const bitBucketSize = 32;
export const highestUs = 3_600_000_000;
export const significantDigits = 3;

/** Response times not yet sorted: pairs of microseconds and how many attempts took them. */
export type Times = number[];

/** Adds attempts of one response time, in microseconds. */
export function record(times: Times, us: number, count: number): void {
  times.push(us, count);
}

/** The response times of a line, whichever way it carries them. Throws PoolproofError when they are not as many as it says. */
export function timesOf(line: AttemptsLine): Times {
  if (line.us !== undefined) return line.us.flatMap((us) => [us, 1]);
  const histogram = decode(line);
  const times: Times = [];
  const last = histogram.countsArrayIndex(histogram.maxValue);
  for (let at = histogram.countsArrayIndex(histogram.minNonZeroValue); at <= last; at += 1) {
    const count = histogram.getCountAtIndex(at);
    if (count > 0) record(times, histogram.valueFromIndex(at), count);
  }
  return times;
}

function decode(line: AttemptsLine & { hdr: string }): Int32Histogram {
  const where = `${line.name} (${line.userClass}) at second ${line.second}`;
  const hint = 'restore load.ndjson as k6 wrote it, or run the bench again';
  let histogram: unknown;
  try {
    histogram = decodeFromCompressedBase64(line.hdr, bitBucketSize);
  } catch (cause) {
    throw new PoolproofError('run-folder', `the histogram of ${where} cannot be decoded`, { hint, cause });
  }
  if (histogram instanceof Int32Histogram && histogram.totalCount === line.count) return histogram;
  throw new PoolproofError('run-folder', `the histogram of ${where} does not hold ${line.count} attempts`, { hint });
}

/** A histogram of this range takes 94 kB, so one is used for all, emptied each time. */
const scratch = new Int32Histogram(1, highestUs, significantDigits);

/** Calls back with the sorted counts of these times; they are valid until it returns. */
export function withCounts<T>(times: Times, read: (counts: Int32Histogram) => T): T {
  scratch.reset();
  for (let at = 0; at < times.length; at += 2) {
    const us = Math.min(Math.max(times[at] ?? 0, 1), highestUs);
    scratch.recordValueWithCount(us, times[at + 1] ?? 0);
  }
  return read(scratch);
}

/**
 * The k-th smallest response time in milliseconds, k from 1 to the number of attempts: the highest value that counts as
 * equal to it, as every HDR histogram answers, so at most a thousandth above the exact one and never below.
 */
export function atRankMs(counts: Int32Histogram, rank: number): number {
  let seen = 0;
  for (let at = 0; at < counts.countsArrayLength; at += 1) {
    seen += counts.getCountAtIndex(at);
    if (seen >= rank) return counts.highestEquivalentValue(counts.valueFromIndex(at)) / 1000;
  }
  throw new RangeError(`rank ${rank} of ${counts.totalCount}`);
}

/** Nearest rank: the smallest rank that at least this share of `count` attempts do not exceed. */
export function nearestRank(share: number, count: number): number {
  // .95 * 20 is 19 in exact arithmetic; a product a little above must not become rank 20.
  return Math.max(1, Math.ceil(Number((share * count).toPrecision(12))));
}

/** The fastest of these attempts, in milliseconds: the lowest value that counts as equal to it. Null when there is none. */
export function fastestMs(counts: Int32Histogram): number | null {
  return counts.totalCount === 0 ? null : counts.lowestEquivalentValue(counts.minNonZeroValue) / 1000;
}

/** A quantile of attempts that all ended, in milliseconds; null when there is none. */
export function quantileMs(counts: Int32Histogram, share: number): number | null {
  return counts.totalCount === 0 ? null : atRankMs(counts, nearestRank(share, counts.totalCount));
}
