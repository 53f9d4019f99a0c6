import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipTest } from './sign-flip.ts';

/** All sign choices one by one. */
function byEnumeration(values: readonly number[]) {
  const sums = values.reduce<number[]>((made, value) => made.flatMap((sum) => [sum - value, sum + value]), [0]);
  const seen = values.reduce((sum, value) => sum + value, 0);
  return {
    pass: sums.filter((sum) => sum >= seen).length / sums.length,
    fail: sums.filter((sum) => sum <= seen).length / sums.length,
  };
}

const whole = array(integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });

describe('the sign-flip test', () => {
  it.each([
    ['all above: one choice of 64', [1, 2, 3, 4, 5, 6], { pass: 1 / 64, fail: 1 }],
    ['the smallest below: two choices of 64', [-1, 2, 3, 4, 5, 6], { pass: 2 / 64, fail: 63 / 64 }],
    ['nothing to tell', [0, 0, 0], { pass: 1, fail: 1 }],
    ['no value at all', [], { pass: 1, fail: 1 }],
    ['one infinite value outranks the rest', [-Infinity, 1, 1, 1, 1, 1], { pass: 33 / 64, fail: 32 / 64 }],
    ['infinite values are alike', [Infinity, -Infinity, 1], { pass: 4 / 8, fail: 6 / 8 }],
  ])('%s', (_, values, wanted) => {
    expect(signFlipTest(values)).toEqual(wanted);
  });

  it('counts what enumeration counts', () => {
    assert(
      property(whole, (values) => {
        expect(signFlipTest(values)).toEqual(byEnumeration(values));
      }),
    );
  });

  it('turns round with the signs and heeds neither order nor scale', () => {
    assert(
      property(whole, (values) => {
        const { pass, fail } = signFlipTest(values);
        expect(signFlipTest(values.map((value) => -value))).toEqual({ pass: fail, fail: pass });
        expect(signFlipTest(values.toReversed().map((value) => value * 0.1))).toEqual({ pass, fail });
      }),
    );
  });

  it('takes an infinite value as the limit of ever larger ones', () => {
    assert(
      property(whole, (values) => {
        const [, ...rest] = values;
        expect(signFlipTest([Infinity, ...rest])).toEqual(signFlipTest([1e6, ...rest]));
      }),
    );
  });

  it('counts all choices of forty values, and refuses more', () => {
    expect(signFlipTest(Array.from({ length: 40 }, (_, at) => at + 1)).pass).toBe(2 ** -40);
    expect(() => signFlipTest(Array.from({ length: 41 }, () => 1))).toThrow('at most 40');
  });
});
