import { describe, expect, it } from 'vitest';
import { dueSegments, levelOf, looksSchema, plannedAsRun } from './looks.ts';
import { redone } from './rounds.ts';
import { aPlan, plannedSegments } from './testing/factories.ts';

const plan = aPlan({ segments: plannedSegments(8), looks: { blocks: [6, 8], level: 0.029 } });
const first = plan.segments.filter(({ block }) => block <= 6);
const last = plan.segments.filter(({ block }) => block > 6);
const second = first.filter(({ block }) => block === 2);
const again = redone(second, 13);
const movedUp = last.map((segment) => ({ ...segment, index: segment.index + 2 }));

describe('the planned segments as run', () => {
  it.each([
    ['nothing was run', [], plan.segments],
    ['none was redone', plan.segments, plan.segments],
    ['one was redone for the first look', [...first, ...again, ...movedUp], [...first, ...movedUp]],
    [
      'it broke off in the first block after that',
      [...first, ...again, ...movedUp.slice(0, 1)],
      [...first, ...movedUp],
    ],
    ['it broke off before that', [...first, ...again], [...first, ...movedUp]],
    ['one was redone for the last look', [...plan.segments, ...redone(last.slice(0, 2), 17)], plan.segments],
    ['one of the first was redone for the last', [...plan.segments, ...redone(second, 17)], plan.segments],
  ])('when %s', (_, run, wanted) => {
    expect(plannedAsRun(plan, run)).toEqual(wanted);
  });

  it('are those of the plan when there are no looks', () => {
    const without = aPlan({ segments: plan.segments });
    expect(plannedAsRun(without, [...first, ...again])).toBe(without.segments);
  });

  it('end with the first look when the run did', () => {
    expect(dueSegments(plan, first, true)).toEqual(first);
    expect(dueSegments(plan, first, false)).toEqual(plan.segments);
  });
});

describe('the level', () => {
  it('is that of the looks, else 5 %', () => {
    expect([levelOf(plan), levelOf(aPlan())]).toEqual([0.029, 0.05]);
  });

  it.each([
    [{ blocks: [6, 12], level: 0.5 }],
    [{ blocks: [5, 12], level: 0.029 }],
    [{ blocks: [6], level: 0.029 }],
    [{ blocks: [6, 12, 18], level: 0.029 }],
  ])('and looks %j are none', (looks) => {
    expect(looksSchema.safeParse(looks).success).toBe(false);
  });
});
