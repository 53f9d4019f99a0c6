import { expect, it } from 'vitest';
import { mostRedone, redone, roundsIn } from './rounds.ts';

const segment = (index: number, block: number, arm: string) => ({ index, block, arm });
const first = [segment(1, 1, 'direct'), segment(2, 1, 'pooled')];
const second = [segment(3, 2, 'pooled'), segment(4, 2, 'direct')];

it('groups segments by block, and once more when a block comes again', () => {
  const again = redone(first, 5);
  expect(again).toEqual([segment(5, 1, 'direct'), segment(6, 1, 'pooled')]);
  expect(roundsIn([...again, ...second, ...first])).toEqual([first, second, again]);
});

it('parts a block that is redone at once from its first round', () => {
  const again = redone(first, 3);
  expect(roundsIn([...first, ...again])).toEqual([first, again]);
});

it('keeps the arms of a redone block in their order', () => {
  expect(redone([segment(4, 2, 'direct'), segment(3, 2, 'pooled')], 9).map(({ arm }) => arm)).toEqual([
    'pooled',
    'direct',
  ]);
});

it.each([
  [1, 0],
  [6, 3],
  [7, 3],
])('lets %i planned blocks have %i redone', (planned, most) => {
  expect(mostRedone(planned)).toBe(most);
});
