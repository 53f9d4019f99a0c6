/** Which blocks of a run are whole, and whether the run as a whole can be trusted. */
import { counted } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import { levelOf } from '../model/looks.ts';
import { leastBlocks } from '../model/orders.ts';
import type { Plan } from '../model/plan.ts';
import type { Result, ResultSegment } from '../model/result.ts';
import type { RunGate } from '../model/verdict.ts';
import { roundsIn } from '../model/rounds.ts';
import { readBlockGates } from './block-gates.ts';
import { readWarmUp } from './warm-up.ts';

/** `voided`: a gate took it out. `unfinished`: an arm is missing or was broken off. */
export type BlockState = 'whole' | 'voided' | 'unfinished';

/** One round through a block: a voided block that was redone is here as often as it was run. */
export interface Block {
  readonly block: number;
  readonly segments: readonly ResultSegment[];
  /** Gates that look at all arms of the block. */
  readonly gates: readonly GateReading[];
  readonly state: BlockState;
}

/** A run sorted for judging. */
export interface Evidence {
  readonly plan: Plan;
  /** The one-sided level of every test, from the plan. */
  readonly significance: number;
  /** Every segment there is, in the order run. */
  readonly segments: readonly ResultSegment[];
  readonly blocks: readonly Block[];
  readonly whole: readonly Block[];
  readonly voided: readonly Block[];
  /** More than half of the blocks were voided, or the arms had not settled. */
  readonly isInvalid: boolean;
  readonly warmUp: RunGate;
  /** What a verdict lacks, as the object of "there is": too few whole blocks, or a run that broke off. Null when nothing. */
  readonly shortfall: string | null;
}

/** Sorts the segments of a result into blocks. */
export function evidenceOf(plan: Plan, result: Result): Evidence {
  const segments = result.segments.toSorted((a, b) => a.index - b.index);
  const blocks = roundsIn(segments).map((round) => blockOf(plan, round));
  const whole = blocks.filter(({ state }) => state === 'whole');
  const voided = blocks.filter(({ state }) => state === 'voided');
  const warmUp = readWarmUp(
    plan,
    whole.flatMap((block) => block.segments),
  );
  return {
    plan,
    significance: levelOf(plan),
    segments,
    blocks,
    whole,
    voided,
    isInvalid: isInvalid(blocks, voided, warmUp),
    warmUp,
    shortfall: shortfallOf(plan, blocks, whole.length),
  };
}

/** Whether the run as a whole cannot be trusted. */
export function isInvalid(blocks: readonly Block[], voided: readonly Block[], warmUp: RunGate): boolean {
  return voided.length > blocks.length / 2 || warmUp.ok === false;
}

/**
 * The number of blocks is fixed before the first: whoever could stop when the figures please would be wrong far more often
 * than one time in twenty, so a run that broke off gives no verdict, however many blocks it had.
 */
export function shortfallOf(plan: Plan, blocks: readonly Block[], whole: number): string | null {
  if (whole < leastBlocks) return `${counted(whole, 'whole block')} (${leastBlocks} are needed)`;
  const planned = new Set(plan.segments.map(({ block }) => block)).size;
  const ended = new Set(blocks.flatMap(({ block, state }) => (state === 'unfinished' ? [] : [block]))).size;
  if (ended < planned) return `a run that broke off after ${ended} of ${counted(planned, 'planned block')}`;
  // A redone block that broke off or is damaged: nobody knows what it would have said.
  const unfinished = blocks.find(({ state }) => state === 'unfinished');
  return unfinished === undefined ? null : `a run in which block ${unfinished.block} was not finished`;
}

/** One round through a block; `segments` is not empty. */
export function blockOf(plan: Plan, segments: readonly ResultSegment[]): Block {
  const gates = readBlockGates(plan, segments);
  return { block: segments[0]?.block ?? 0, segments, gates, state: stateOf(plan, segments, gates) };
}

function stateOf(plan: Plan, segments: readonly ResultSegment[], gates: readonly GateReading[]): BlockState {
  if (segments.some(({ status }) => status === 'invalid') || gates.some(({ ok }) => ok === false)) return 'voided';
  const isThere = (name: string) => segments.some(({ arm, status }) => arm === name && status === 'ok');
  return plan.arms.every(({ name }) => isThere(name)) ? 'whole' : 'unfinished';
}

/** The segment of an arm in each whole block. */
export function wholeSegments({ whole }: Evidence, arm: string): ResultSegment[] {
  return whole.flatMap(({ segments }) => segments.filter((segment) => segment.arm === arm));
}
