import { describe, expect, it } from 'vitest';
import type { Task, UserClass } from '../../runner/model/flow.ts';
import { arrivalDrawer } from './draw-arrival.ts';

const task = (weight: number): Task => ({
  weight,
  method: 'GET',
  pattern: '/',
  request: () => ({ path: '/' }),
  check: () => null,
});
const classOf = (name: string, ...weights: number[]): UserClass => ({
  name,
  weight: 1,
  thinkS: [1, 2],
  tasks: weights.map(task),
});
/** Tasks 0 and 1; 2; 3 and 4. */
const classes = [classOf('A', 1, 3), classOf('B', 1), classOf('C', 1, 1)];

describe('arrivalDrawer', () => {
  it('draws the same for the same seed and index, in any order', () => {
    const [one, other] = [arrivalDrawer(classes, [1, 1, 1], 7), arrivalDrawer(classes, [1, 1, 1], 7)];
    const draw = (from: typeof one, index: number) => {
      const { task: drawn, pick } = from(index);
      return [drawn, pick(1000), pick(1000)];
    };
    const forwards = [0, 1, 2, 3, 4].map((index) => draw(one, index));
    const backwards = [4, 3, 2, 1, 0].map((index) => draw(other, index));
    expect(backwards.toReversed()).toEqual(forwards);
    expect([0, 1, 2, 3, 4].map((index) => draw(arrivalDrawer(classes, [1, 1, 1], 8), index))).not.toEqual(forwards);
  });

  it('draws classes and their tasks in proportion, and none of weight 0', () => {
    const draw = arrivalDrawer(classes, [3, 1, 0], 1);
    const counts = [0, 0, 0, 0, 0];
    for (let index = 0; index < 16_000; index += 1) {
      const { task: drawn } = draw(index);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    // 3/4 of them are of A, a fourth of those its first task; five standard errors are 270.
    for (const [at, wanted] of [3000, 9000, 4000, 0, 0].entries()) {
      expect(Math.abs((counts[at] ?? 0) - wanted)).toBeLessThan(300);
    }
    expect(counts.slice(3)).toEqual([0, 0]);
  });
});
