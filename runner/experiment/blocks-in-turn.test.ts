import { describe, expect, it } from 'vitest';
import type { Plan, PlannedSegment } from '../model/plan.ts';
import { plannedSegments } from '../model/testing/factories.ts';
import { runBlocksInTurn } from './blocks-in-turn.ts';

interface Told {
  /** How often each block is voided before it is whole. */
  readonly voided?: Readonly<Record<number, number>>;
  readonly looks?: [number, number];
  readonly ends?: boolean;
}

/** What was run of so many blocks: blocks in the order run, `look` where it was taken, and all indexes. */
async function runOf(blocks: number, { voided = {}, looks, ends = false }: Told = {}) {
  const plan: Pick<Plan, 'segments' | 'looks'> = {
    segments: plannedSegments(blocks),
    looks: looks === undefined ? null : { blocks: looks, level: 0.029 },
  };
  const left = new Map(Object.entries(voided).map(([block, times]) => [Number(block), times]));
  const order: (number | 'look')[] = [];
  const run: PlannedSegment[] = [];
  const said: string[] = [];
  await runBlocksInTurn(plan, {
    run: (segments) => {
      const block = segments[0]?.block ?? 0;
      order.push(block);
      run.push(...segments);
      const times = left.get(block) ?? 0;
      left.set(block, times - 1);
      return Promise.resolve(times > 0);
    },
    endsAtFirstLook: () => {
      order.push('look');
      return Promise.resolve(ends);
    },
    say: (line) => said.push(line),
  });
  return { plan, order, run, said };
}

describe('blocks of a run without looks', () => {
  it('are those of the plan, under its indexes', async () => {
    const { plan, order, run } = await runOf(6);
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
    expect(run).toEqual(plan.segments);
  });

  it('are redone after the last, in the order voided and at most half as many as planned', async () => {
    const { order, run, said } = await runOf(6, { voided: { 2: 1, 5: 2 } });
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 2, 5, 5]);
    expect(run.map(({ index }) => index)).toEqual(run.map((_, at) => at + 1));
    expect(said[0]).toBe('block 2 was voided and is redone');
    expect((await runOf(6, { voided: { 1: 9 } })).order).toEqual([1, 2, 3, 4, 5, 6, 1, 1, 1]);
    expect((await runOf(1, { voided: { 1: 1 } })).order).toEqual([1]);
  });
});

describe('blocks of a run with looks', () => {
  it('end with the first look when that decides, else with the last', async () => {
    expect((await runOf(8, { looks: [6, 8], ends: true })).order).toEqual([1, 2, 3, 4, 5, 6, 'look']);
    expect((await runOf(8, { looks: [6, 8] })).order).toEqual([1, 2, 3, 4, 5, 6, 'look', 7, 8]);
  });

  it('are redone before the look that they belong to, and index in the order run', async () => {
    const { order, run } = await runOf(8, { looks: [6, 8], voided: { 3: 1, 7: 1 } });
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 3, 'look', 7, 8, 7]);
    expect(run.map(({ index }) => index)).toEqual(run.map((_, at) => at + 1));
  });

  it('are redone half as often as there are blocks up to that look, those of before it too', async () => {
    const { order } = await runOf(12, { looks: [6, 12], voided: { 1: 4 } });
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 1, 1, 1, 'look', 7, 8, 9, 10, 11, 12, 1]);
    const never = await runOf(12, { looks: [6, 12], voided: { 1: 99 } });
    expect(never.order.filter((block) => block === 1)).toHaveLength(1 + 6);
  });
});
