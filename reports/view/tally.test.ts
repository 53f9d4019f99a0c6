import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hdrOf } from '../../runner/model/testing/factories.ts';
import { addTally, mergedTally, quantilesMs, sizeOf, tallyOf } from './tally.ts';

const times = fc.array(fc.integer({ min: 1, max: 100_000_000 }), { minLength: 1, maxLength: 60 });

/** Nearest rank over the raw values. */
function exactMs(us: readonly number[], share: number): number {
  const sorted = us.toSorted((a, b) => a - b);
  return (sorted[Math.max(1, Math.ceil(Number((share * us.length).toPrecision(12)))) - 1] ?? 0) / 1000;
}

describe('a tally', () => {
  it('gives the quantiles of the raw values, at most a thousandth above', () => {
    fc.assert(
      fc.property(times, (us) => {
        const shares = [0.01, 0.5, 0.95, 1];
        quantilesMs(tallyOf(hdrOf(us)), shares).forEach((ms, at) => {
          const exact = exactMs(us, shares[at] ?? 0);
          expect(ms).toBeGreaterThanOrEqual(exact);
          expect(ms).toBeLessThanOrEqual(exact * 1.001 + 0.001);
        });
      }),
    );
  });

  it('merges to what all values together give', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(mergedTally([hdrOf(a), null, hdrOf(b)])).toEqual(mergedTally([hdrOf([...a, ...b])]));
      }),
    );
  });

  it('gives back what was added, so that a window can slide', () => {
    fc.assert(
      fc.property(times, times, (stay, leave) => {
        const tally = tallyOf(hdrOf(stay));
        addTally(tally, tallyOf(hdrOf(leave)));
        addTally(tally, tallyOf(hdrOf(leave)), -1);
        expect(tally).toEqual(tallyOf(hdrOf(stay)));
      }),
    );
  });

  it('ranks what has no time above everything', () => {
    const tally = tallyOf(hdrOf([1000, 2000, 3000]));
    expect(quantilesMs(tally, [0.25, 0.5, 0.95], 6)).toEqual([2, 3.001, Infinity].map((ms) => expect.closeTo(ms, 2)));
  });

  it('has no quantile of nothing', () => {
    expect(quantilesMs(tallyOf(null), [0.5])).toEqual([null]);
    expect(sizeOf(tallyOf(null))).toBe(0);
  });
});
