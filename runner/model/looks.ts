/** A run that may end early: two looks at it, planned before its first block. Pure. */
import { z } from 'zod';
import { leastBlocks } from './orders.ts';
import type { Placed } from './rounds.ts';
import { significance } from './significance.ts';

/**
 * One-sided, of each test at each of two looks: together they keep to 5 % when the first comes at half of the blocks or later
 * (Pocock, 1977). docs/trust.md has the simulation.
 */
export const levelOfLooks = 0.029;

export const looksSchema = z.strictObject({
  /** Whole blocks that the first look takes, and the planned blocks of the whole run, which is the last. */
  blocks: z.tuple([z.int().min(leastBlocks), z.int()]),
  /** One-sided, of each test at each look. */
  level: z.number().positive().max(significance),
});
export type Looks = z.infer<typeof looksSchema>;

interface WithLooks {
  readonly looks: Looks | null;
}

/** The one-sided level of every test of a run. */
export function levelOf({ looks }: WithLooks): number {
  return looks?.level ?? significance;
}

interface Planned<T extends Placed> extends WithLooks {
  readonly segments: readonly T[];
}

/**
 * The planned segments under the indexes that they had when run: blocks that are redone for the first look come before those
 * of the last, whose indexes they move up.
 * @param run those segments of the run whose blocks are known
 */
export function plannedAsRun<T extends Placed>(plan: Planned<T>, run: readonly Placed[]): readonly T[] {
  if (plan.looks === null) return plan.segments;
  const [first] = plan.looks.blocks;
  const shift = shiftOf(plan, first, run);
  return plan.segments.map((segment) =>
    segment.block <= first ? segment : { ...segment, index: segment.index + shift },
  );
}

function shiftOf<T extends Placed>({ segments }: Planned<T>, first: number, run: readonly Placed[]): number {
  const indexes = new Map(segments.map(({ index, block, arm }) => [`${block} ${arm}`, index]));
  // Blocks of the last look that are redone lie further up than where they were first.
  const shifts = run
    .filter(({ block }) => block > first)
    .map(({ index, block, arm }) => index - (indexes.get(`${block} ${arm}`) ?? index));
  if (shifts.length > 0) return Math.max(0, Math.min(...shifts));
  const planned = segments.filter(({ block }) => block <= first).length;
  return Math.max(0, ...run.map(({ index }) => index - planned));
}

/** The same without those that a run which ended at its first look was not to have any more. */
export function dueSegments<T extends Placed>(
  plan: Planned<T>,
  run: readonly Placed[],
  endedAtFirst: boolean,
): readonly T[] {
  const most = endedAtFirst ? (plan.looks?.blocks[0] ?? Infinity) : Infinity;
  return plannedAsRun(plan, run).filter(({ block }) => block <= most);
}
