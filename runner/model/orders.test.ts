import { describe, expect, it } from 'vitest';
import { randomFrom } from './rng.ts';
import { blockOrders, fittingBlocks, ordersOfLooks } from './orders.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `arm${index}`);

function countBy<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** The first arm of each of six blocks. */
function firstsOf(seed: number): string {
  return blockOrders(['direct', 'pooled'], 6, randomFrom(seed))
    .map((arms) => arms[0])
    .join();
}

describe('fittingBlocks', () => {
  it.each([
    [6, 2, 6],
    [7, 2, 8],
    [1, 2, 2],
    [6, 3, 6],
    [10, 3, 12],
    [6, 4, 8],
    [9, 4, 12],
    [6, 5, 10],
  ])('%i wanted blocks of %i arms become %i', (wanted, arms, blocks) => {
    expect(fittingBlocks(wanted, arms)).toBe(blocks);
  });
});

describe('blockOrders', () => {
  it.each([2, 3, 4, 5, 6])('puts each of %i arms equally often in each place', (count) => {
    const blocks = fittingBlocks(6, count);
    const orders = blockOrders(names(count), blocks, randomFrom(7));
    for (let place = 0; place < count; place += 1) {
      const seen = countBy(orders.map((order) => order[place]));
      expect([...seen.values()]).toEqual(names(count).map(() => blocks / count));
    }
  });

  it('follows every arm by every other equally often with four arms', () => {
    const orders = blockOrders(names(4), 8, randomFrom(3));
    const pairs = countBy(orders.flatMap((order) => order.slice(1).map((arm, index) => `${order[index]}>${arm}`)));
    expect(pairs.size).toBe(12);
    expect(new Set(pairs.values())).toEqual(new Set([2]));
  });

  it('depends on the seed alone, and does depend on it', () => {
    expect(firstsOf(1)).toBe(firstsOf(1));
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(firstsOf)).size).toBeGreaterThan(3);
  });

  it('gives a single block both orders over the seeds', () => {
    const firsts = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => blockOrders(['direct', 'pooled'], 1, randomFrom(seed))[0]?.[0],
    );
    expect(new Set(firsts)).toEqual(new Set(['direct', 'pooled']));
  });
});

describe('ordersOfLooks', () => {
  it.each([
    [2, 6, 12],
    [2, 6, 8],
    [3, 6, 12],
    [4, 8, 12],
    [5, 10, 15],
  ])('balances %i arms after %i blocks and in those up to %i', (count, first, last) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const orders = ordersOfLooks(names(count), [first, last], randomFrom(seed));
      expect(orders).toHaveLength(last);
      for (const part of [orders.slice(0, first), orders.slice(first)]) {
        const seen = countBy(part.map((order) => order[0]));
        expect([...seen.values()]).toEqual(names(count).map(() => part.length / count));
      }
    }
  });

  it('is blockOrders when there is one look', () => {
    expect(ordersOfLooks(names(2), [6], randomFrom(5))).toEqual(blockOrders(names(2), 6, randomFrom(5)));
  });
});
