import { describe, expect, it } from 'vitest';
import { intervalOf, tTest } from './t-test.ts';

describe('the t-test', () => {
  // Mean 3, sd √2.5, n 5: t = 3/√.5 = 4.2426 with 4 degrees of freedom; t(.95, 4) = 2.13185.
  it('is what it is by hand', () => {
    const { pass, fail } = tTest([1, 2, 3, 4, 5]) ?? { pass: Number.NaN, fail: Number.NaN };
    expect(pass).toBeCloseTo(0.0066178, 6);
    expect(pass + fail).toBeCloseTo(1, 12);
    const [low, high] = intervalOf([1, 2, 3, 4, 5], 0.05) ?? [Number.NaN, Number.NaN];
    expect(low).toBeCloseTo(3 - 2.1318467863 * Math.SQRT1_2, 9);
    expect(high).toBeCloseTo(3 + 2.1318467863 * Math.SQRT1_2, 9);
  });

  it.each([
    ['alike and above 0', [2, 2, 2], { pass: 0, fail: 1 }],
    ['alike and below 0', [-2, -2, -2], { pass: 1, fail: 0 }],
    ['all 0', [0, 0, 0], { pass: 0.5, fail: 0.5 }],
    ['a single one', [1], null],
    ['one infinite', [1, 2, Infinity], null],
  ])('of values that are %s', (_, values, wanted) => {
    expect(tTest(values)).toEqual(wanted);
  });

  it('has no interval where there is no t', () => {
    expect(intervalOf([1], 0.05)).toBeNull();
    expect(intervalOf([1, -Infinity], 0.05)).toBeNull();
    expect(intervalOf([2, 2], 0.05)).toEqual([2, 2]);
  });
});
