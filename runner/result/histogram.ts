/**
 * Response times as histograms hold them: counts of values that differ by less than a thousandth. Everything that a result
 * says of response times is read from those counts and never from the raw microseconds, so that the same attempts give the
 * same numbers whether a line of load.ndjson carried them raw or as a histogram.
 */
import { Int32Histogram } from 'hdr-histogram-js';
import { PoolproofError } from '../errors.ts';
import type { AttemptsLine } from '../model/load-line.ts';
import { decodeCounts } from '../model/hdr-decode.ts';
import { highestUs, lowestUs, significantDigits } from '../model/hdr-format.ts';

/** A histogram of this range takes 94 kB, so one serves for all, emptied each time. */
const scratch = new Int32Histogram(lowestUs, highestUs, significantDigits);

/** Response times not yet sorted: pairs of microseconds and how many attempts took them. */
export type Times = number[];

/** The response times of a line, whichever way it carries them. Throws PoolproofError when they are not as many as it says. */
export function timesOf(line: AttemptsLine): Times {
  if (line.us !== undefined) return line.us.flatMap((us) => [us, 1]);
  const times: Times = [];
  let held = 0;
  const trouble = (what: string, cause?: unknown) =>
    new PoolproofError(
      'run-folder',
      `the histogram of ${line.name} (${line.userClass}) at second ${line.second} ${what}`,
      {
        hint: 'restore load.ndjson as k6 wrote it, or run the bench again',
        cause,
      },
    );
  try {
    decodeCounts(line.hdr, (index, count) => {
      times.push(scratch.valueFromIndex(index), count);
      held += count;
    });
  } catch (cause) {
    throw trouble('cannot be decoded', cause);
  }
  if (held !== line.count) throw trouble(`holds ${held} attempts, but its line counts ${line.count}`);
  return times;
}

/** Calls back with the sorted counts of these times; they are valid until it returns. */
export function withCounts<T>(times: Times, read: (counts: Int32Histogram) => T): T {
  scratch.reset();
  for (let at = 0; at < times.length; at += 2) {
    const us = Math.min(Math.max(times[at] ?? lowestUs, lowestUs), highestUs);
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
