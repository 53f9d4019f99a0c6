import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueBetween, dueMs } from './arrivals.ts';

describe('arrivals', () => {
  it('are due at even distances, from the first on', () => {
    const arrivals = { ratePerS: 4, fromS: 10 };
    expect([0, 1, 2, 3, 4].map((index) => dueMs(arrivals, index))).toEqual([10_000, 10_250, 10_500, 10_750, 11_000]);
  });

  it('are counted by the second in which they are due', () => {
    const arrivals = { ratePerS: 2.5, fromS: 1 };
    // Due at 1, 1.4, 1.8, 2.2, 2.6, 3, …
    expect([0, 1, 2, 3].map((second) => dueBetween(arrivals, second, second + 1))).toEqual([0, 3, 2, 3]);
    expect(dueBetween(arrivals, 0, 3)).toBe(5);
    expect(dueBetween(arrivals, 3, 3)).toBe(0);
    expect(dueBetween(arrivals, 5, 2)).toBe(0);
  });

  it('fall into exactly one second each, whatever the rate', () => {
    const rate = fc.double({ min: 0.05, max: 2000, noNaN: true });
    fc.assert(
      fc.property(rate, fc.integer({ min: 0, max: 30 }), (ratePerS, fromS) => {
        const arrivals = { ratePerS, fromS };
        const seconds = Array.from({ length: 8 }, (_, at) => fromS + at);
        const counted = seconds.map((second) => dueBetween(arrivals, second, second + 1));
        const total = dueBetween(arrivals, 0, fromS + 8);
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(total);
        const due = Array.from({ length: total + 1 }, (_, index) => Math.floor(dueMs(arrivals, index) / 1000));
        expect(seconds.map((second) => due.filter((each) => each === second).length)).toEqual(counted);
        expect(due.at(-1)).toBeGreaterThanOrEqual(fromS + 8);
      }),
      { numRuns: 50 },
    );
  });
});
