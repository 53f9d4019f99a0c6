/**
 * Response times as histograms hold them: counts of values that differ by less than a thousandth. Everything that a result
 * says of response times is read from those counts and never from the raw microseconds, so that the same attempts give the
 * same numbers whether a line of load.ndjson carried them raw or as a histogram.
 */
import { Int32Histogram } from 'hdr-histogram-js';
import { PoolproofError } from '../errors.ts';
import type { AttemptsLine } from '../model/load-line.ts';
import { decodeCounts } from '../model/hdr-decode.ts';
import { type Bucket, encodeBuckets } from '../model/hdr-encode.ts';
import { bucketIndex, highestUs, lowestUs, significantDigits } from '../model/hdr-format.ts';

/** Never filled: it only knows which values each bucket stands for. */
const ruler = new Int32Histogram(lowestUs, highestUs, significantDigits);

/** How many response times fell into each bucket, in no order. */
export type Times = Map<number, number>;

/** The same in order. Most of a histogram's 23,552 buckets are empty, and those are not kept. */
export interface Counts {
  /** Ascending, none empty. */
  readonly buckets: readonly Bucket[];
  readonly total: number;
}

/** The bucket of a response time; of one beyond the range of histograms, 1 µs to 1 h, that at its end. */
export function bucketOf(us: number): number {
  return bucketIndex(Math.min(Math.max(us, lowestUs), highestUs));
}

/** Counts so many more response times that fell into the bucket. */
export function addTimes(times: Times, bucket: number, count: number): void {
  times.set(bucket, (times.get(bucket) ?? 0) + count);
}

/**
 * Calls back with each bucket into which response times of the line fell, and how many, whichever way it carries them. The
 * same bucket may come several times.
 * @throws PoolproofError when they are not as many as it says
 */
export function eachTime(line: AttemptsLine, each: (bucket: number, count: number) => void): void {
  if (line.us === undefined) return eachInHistogram(line, line.hdr, each);
  for (const us of line.us) each(bucketOf(us), 1);
}

function eachInHistogram(line: AttemptsLine, hdr: string, each: (bucket: number, count: number) => void): void {
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
    decodeCounts(hdr, (bucket, count) => {
      each(bucket, count);
      held += count;
    });
  } catch (cause) {
    throw trouble('cannot be decoded', cause);
  }
  if (held !== line.count) throw trouble(`holds ${held} attempts, but its line counts ${line.count}`);
}

export function countsOf(times: Times): Counts {
  let total = 0;
  const buckets: Bucket[] = [];
  // Of numbers alone, which sorts several times as fast as pairs.
  for (const bucket of Int32Array.from(times.keys()).toSorted()) {
    const count = times.get(bucket) ?? 0;
    buckets.push([bucket, count]);
    total += count;
  }
  return { buckets, total };
}

/** Base64 of these counts; null when there are none. Equal counts give equal text. */
export function encodeCounts({ buckets }: Counts): string | null {
  return buckets.length === 0 ? null : encodeBuckets(buckets);
}

/**
 * The k-th smallest response time in milliseconds, k from 1 to the number of attempts: the highest value that counts as
 * equal to it, as every HDR histogram answers, so at most a thousandth above the exact one and never below.
 */
export function atRankMs({ buckets }: Counts, rank: number): number {
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= rank) return slowestMsIn(bucket);
  }
  throw new RangeError(`rank ${rank} of ${seen}`);
}

/** The highest value that falls into the bucket, in milliseconds. */
export function slowestMsIn(bucket: number): number {
  return ruler.highestEquivalentValue(ruler.valueFromIndex(bucket)) / 1000;
}

/** Nearest rank: the smallest rank that at least this share of `count` attempts do not exceed. */
export function nearestRank(share: number, count: number): number {
  // .95 * 20 is 19 in exact arithmetic; a product a little above must not become rank 20.
  return Math.max(1, Math.ceil(Number((share * count).toPrecision(12))));
}

/** The fastest of these attempts, in milliseconds: the lowest value that counts as equal to it. Null when there is none. */
export function fastestMs({ buckets: [first] }: Counts): number | null {
  return first === undefined ? null : ruler.lowestEquivalentValue(ruler.valueFromIndex(first[0])) / 1000;
}

/** A quantile of attempts that all ended, in milliseconds; null when there is none. */
export function quantileMs(counts: Counts, share: number): number | null {
  return counts.total === 0 ? null : atRankMs(counts, nearestRank(share, counts.total));
}
