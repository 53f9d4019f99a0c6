import { decodeFromCompressedBase64, encodeIntoCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import { decompress } from 'hdr-histogram-js/dist/encoding.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptsLine } from '../model/load-line.ts';
import { anAttemptsLine } from '../model/testing/lines.ts';
import {
  addTimes,
  bucketOf,
  countsOf,
  eachTime,
  encodeCounts,
  fastestMs,
  nearestRank,
  quantileMs,
  type Times,
} from './histogram.ts';

const responseTimeUs = fc.oneof(
  fc.integer({ min: 1, max: 4096 }),
  fc.integer({ min: 1, max: 2_000_000 }),
  fc.integer({ min: 1, max: 3_600_000_000 }),
);

function timesFrom(pairs: readonly (readonly [us: number, count: number])[]): Times {
  const times: Times = new Map();
  for (const [us, count] of pairs) addTimes(times, bucketOf(us), count);
  return times;
}

const once = (us: readonly number[]) => timesFrom(us.map((one) => [one, 1]));

function timesOf(line: AttemptsLine): Times {
  const times: Times = new Map();
  eachTime(line, (bucket, count) => addTimes(times, bucket, count));
  return times;
}

function histogramOf(us: readonly number[]): Int32Histogram {
  const histogram = new Int32Histogram(1, 3_600_000_000, 3);
  for (const one of us) histogram.recordValue(one);
  return histogram;
}

function allCounts(histogram: unknown): number[] {
  if (!(histogram instanceof Int32Histogram)) throw new TypeError('not a histogram of 32 bits');
  return Array.from({ length: histogram.countsArrayLength }, (_, at) => histogram.getCountAtIndex(at));
}

/** The counts as words, behind the header of 40 bytes. */
const wordsOf = (base64: string) => [...decompress(Buffer.from(base64, 'base64'))].slice(40);

describe('nearestRank', () => {
  it.each([
    [0.5, 1, 1],
    [0.5, 2, 1],
    [0.5, 3, 2],
    [0.5, 10, 5],
    [0.95, 20, 19],
    [0.95, 21, 20],
    [0.99, 100, 99],
    [0.99, 101, 100],
    [0.07, 100, 7],
    [1, 7, 7],
  ])('the %f quantile of %i is the %i-th', (share, count, rank) => {
    expect(nearestRank(share, count)).toBe(rank);
  });
});

describe('quantileMs', () => {
  it('is never below the exact nearest rank and at most a thousandth above', () => {
    fc.assert(
      fc.property(
        fc.array(responseTimeUs, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.66, 0.9, 0.95, 0.99, 0.999, 1),
        (us, share) => {
          const exactMs = (us.toSorted((a, b) => a - b)[Math.ceil(share * us.length - 1e-9) - 1] ?? 0) / 1000;
          const ms = quantileMs(countsOf(once(us)), share) ?? 0;
          expect(ms).toBeGreaterThanOrEqual(exactMs);
          expect(ms).toBeLessThanOrEqual(exactMs * 1.001);
        },
      ),
    );
  });

  it('agrees with the library', () => {
    fc.assert(
      fc.property(
        fc.array(responseTimeUs, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(50, 95, 99, 100),
        (us, p) => {
          const theirs = histogramOf(us).getValueAtPercentile(p) / 1000;
          expect(quantileMs(countsOf(once(us)), p / 100)).toBe(theirs);
        },
      ),
    );
  });

  it('is null, as is the fastest, when nothing ended', () => {
    expect([quantileMs(countsOf(new Map()), 0.5), fastestMs(countsOf(new Map()))]).toEqual([null, null]);
  });
});

describe('fastestMs', () => {
  it('agrees with the library', () => {
    fc.assert(
      fc.property(fc.array(responseTimeUs, { minLength: 1, maxLength: 50 }), (us) => {
        const theirs = histogramOf(us);
        const lowest = theirs.lowestEquivalentValue(theirs.minNonZeroValue) / 1000;
        expect(fastestMs(countsOf(once(us)))).toBe(lowest);
      }),
    );
  });
});

describe('eachTime', () => {
  it('gives the same counts whether a line carries them raw or as a histogram', () => {
    fc.assert(
      fc.property(fc.array(responseTimeUs, { minLength: 1, maxLength: 50 }), (us) => {
        const [raw, packed] = [true, false].map((isRaw) => {
          const line = anAttemptsLine(us, {}, isRaw);
          return encodeCounts(countsOf(timesOf(line)));
        });
        expect(raw).toBe(packed);
      }),
    );
  });

  it('refuses a histogram that counts something else, or is none', () => {
    const line = anAttemptsLine([1, 2, 3], {}, false);
    expect(() => timesOf({ ...line, count: 4 })).toThrow('holds 3 attempts, but its line counts 4');
    if (line.hdr === undefined) throw new Error('no histogram');
    const coarser = new Int32Histogram(1, 3_600_000_000, 2);
    coarser.recordValueWithCount(5000, 3);
    for (const hdr of ['', 'HISTFAAA', line.hdr.slice(0, -8), encodeIntoCompressedBase64(coarser)]) {
      expect(() => timesOf({ ...line, hdr })).toThrow(
        'GET /dashboard/ (browsing) at second 1763870000 cannot be decoded',
      );
    }
  });
});

describe('encodeCounts', () => {
  it('is read back by the library, count for count, and starts as every V2 histogram does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(responseTimeUs, fc.integer({ min: 1, max: 100_000 })), { minLength: 1 }),
        (pairs) => {
          const encoded = encodeCounts(countsOf(timesFrom(pairs))) ?? '';
          expect(encoded).toMatch(/^HISTFAAA/);
          const expected = new Int32Histogram(1, 3_600_000_000, 3);
          for (const [us, count] of pairs) expected.recordValueWithCount(us, count);
          expect(allCounts(decodeFromCompressedBase64(encoded))).toEqual(allCounts(expected));
        },
      ),
    );
  });

  it('holds the words that the library writes', () => {
    const us = [1, 1, 3, 2047, 2048, 10_000, 10_000, 3_600_000_000];
    const ours = encodeCounts(countsOf(once(us))) ?? '';
    expect(wordsOf(ours)).toEqual(wordsOf(encodeIntoCompressedBase64(histogramOf(us))));
  });

  it('does so in several blocks when one is too small', () => {
    // Every bucket up to seventeen minutes, with counts that take four bytes each.
    const expected = histogramOf([]);
    const times = Array.from({ length: 20_000 }, (_, at) => [expected.valueFromIndex(at + 1), 2 ** 20 + at] as const);
    for (const [us, count] of times) expected.recordValueWithCount(us, count);
    const encoded = encodeCounts(countsOf(timesFrom(times))) ?? '';
    expect(allCounts(decodeFromCompressedBase64(encoded))).toEqual(allCounts(expected));
  });

  it('is null for no attempts', () => {
    expect(encodeCounts(countsOf(new Map()))).toBeNull();
  });
});
