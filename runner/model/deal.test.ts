import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealCounts, throughputCeilingPerS } from './deal.ts';

describe('dealCounts', () => {
  it.each([
    [50, [6, 3, 1, 1], [27, 14, 5, 4]],
    [100, [6, 3, 1, 1], [55, 27, 9, 9]],
    [11, [6, 3, 1, 1], [6, 3, 1, 1]],
    [1, [1, 1], [1, 0]],
    [3, [1, 1], [2, 1]],
    [7, [1], [7]],
    [0, [1, 2], [0, 0]],
  ])('deals %i users at %j as %j', (users, weights, counts) => {
    expect(dealCounts(users, weights)).toEqual(counts);
  });

  it('deals all users, each class within one of its share', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), weights, (users, each) => {
        const counts = dealCounts(users, each);
        const total = each.reduce((sum, weight) => sum + weight, 0);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(users);
        for (const [index, count] of counts.entries()) {
          expect(Math.abs(count - (users * (each[index] ?? 0)) / total)).toBeLessThan(1);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('throughputCeilingPerS', () => {
  it('adds up each class’s users over their mean think time', () => {
    expect(throughputCeilingPerS([{ users: 7, thinkS: [2, 5] }])).toBe(2);
    expect(
      throughputCeilingPerS([
        { users: 7, thinkS: [2, 5] },
        { users: 20, thinkS: [10, 30] },
      ]),
    ).toBe(3);
    expect(throughputCeilingPerS([])).toBe(0);
  });
});
