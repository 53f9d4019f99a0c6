import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealUsers } from './deal-users.ts';

const inPrefix = (dealt: readonly number[], length: number, index: number) =>
  dealt.slice(0, length).filter((each) => each === index).length;

describe('dealUsers', () => {
  it('begins with the class of most users and mixes in the others', () => {
    expect(dealUsers(11, [6, 3, 1, 1])).toEqual([0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0]);
    expect(dealUsers(4, [1, 1])).toEqual([0, 1, 0, 1]);
    expect(dealUsers(3, [1])).toEqual([0, 0, 0]);
  });

  it('keeps any first k users within one user of the shares', () => {
    for (let users = 1; users <= 150; users += 1) {
      const dealt = dealUsers(users, [6, 3, 1, 1]);
      for (let length = 1; length <= users; length += 1) {
        for (const index of [0, 1, 2, 3]) {
          const share = (inPrefix(dealt, users, index) * length) / users;
          expect(Math.abs(inPrefix(dealt, length, index) - share)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('deals every user once, whatever the weights', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), weights, (users, each) => {
        const dealt = dealUsers(users, each);
        expect(dealt).toHaveLength(users);
        expect(dealt.every((index) => index >= 0 && index < each.length)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});
