import { describe, expect, it } from 'vitest';
import { holmRejects } from './holm.ts';

describe('Holm', () => {
  it.each([
    ['rejects all when each step clears', [0.01, 0.02, 0.04], [true, true, true]],
    ['stops at the first that does not', [0.04, 0.01, 0.03], [false, true, false]],
    ['keeps a p of 3 % among three', [0.03, 0.5, 0.9], [false, false, false]],
    ['is the plain test for one', [0.05], [true]],
    ['has nothing to reject', [], []],
  ])('%s', (_, pValues, wanted) => {
    expect(holmRejects(pValues, 0.05)).toEqual(wanted);
  });
});
