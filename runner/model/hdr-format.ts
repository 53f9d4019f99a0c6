/** HdrHistogram's V2 format (HdrHistogram/HdrHistogram, AbstractHistogram.java), with the range that load.ndjson has. Pure. */

/** 1 µs to 1 h. */
export const lowestUs = 1;
export const highestUs = 3_600_000_000;
export const significantDigits = 3;

/** The cookies say V2; the 0x10 that words are ZigZag LEB128. */
export const plainCookie = 0x1c849303 | 0x10;
export const compressedCookie = 0x1c849304 | 0x10;

/** Cookie, length of the words, offset (unused), digits, lowest, highest (8 bytes each), conversion ratio (8 bytes). */
export const headerBytes = 40;

/** Three significant digits from 1 µs: 2,048 buckets one microsecond wide, then 1,024 for every doubling. */
const subBucketBits = 11;
const perDoubling = 2 ** (subBucketBits - 1);

/** The place of a response time's bucket among all; whole microseconds from `lowestUs` to `highestUs`. */
export function bucketIndex(us: number): number {
  const doublings = Math.max(0, 32 - Math.clz32(us) - subBucketBits);
  // Not divided by a power: that takes fifty times as long, and a run has millions of response times.
  return doublings * perDoubling + (us >>> doublings);
}
