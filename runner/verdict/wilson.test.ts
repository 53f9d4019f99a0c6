import { describe, expect, it } from 'vitest';
import { wilson } from './wilson.ts';

describe('Wilson’s interval', () => {
  // 81 of 263 is Newcombe's (1998) first example, there at 95 %: here at 90 %, worked by hand with z = 1.644854.
  it.each([
    [81, 263, 0.263314, 0.356566],
    [10, 10, 0.787058, 1],
    [0, 1000, 0, 0.002698],
  ])('%i of %i', (successes, tries, low, high) => {
    const interval = wilson(successes, tries, 0.05) ?? [Number.NaN, Number.NaN];
    expect(interval[0]).toBeCloseTo(low, 5);
    expect(interval[1]).toBeCloseTo(high, 5);
  });

  it('says nothing of nothing', () => {
    expect(wilson(0, 0, 0.05)).toBeNull();
  });
});
