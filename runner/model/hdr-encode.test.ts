import * as fc from 'fast-check';
import { decodeFromCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { decodeCounts } from './hdr-decode.ts';
import { type Bucket, encodeBuckets } from './hdr-encode.ts';
import { bucketIndex } from './hdr-format.ts';

describe('bucketIndex', () => {
  const ruler = new Int32Histogram(1, 3_600_000_000, 3);

  it.each([1, 2, 2047, 2048, 2049, 4095, 4096, 2 ** 31 - 1, 2 ** 31, 3_600_000_000])(
    'puts %i µs where the library does',
    (us) => {
      expect(bucketIndex(us)).toBe(ruler.countsArrayIndex(us));
    },
  );

  it('does so with any response time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600_000_000 }), (us) => {
        expect(bucketIndex(us)).toBe(ruler.countsArrayIndex(us));
      }),
    );
  });
});

describe('encodeBuckets', () => {
  it('writes what we and the library read back', () => {
    const buckets: Bucket[] = [
      [1, 1],
      [3, 9],
      [4, 2],
      [20_000, 2 ** 30],
    ];
    const encoded = encodeBuckets(buckets);
    const read: Bucket[] = [];
    decodeCounts(encoded, (index, count) => read.push([index, count]));
    expect(read).toEqual(buckets);
    expect(decodeFromCompressedBase64(encoded).totalCount).toBe(2 ** 30 + 12);
  });
});
