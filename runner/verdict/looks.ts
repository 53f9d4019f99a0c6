/** What a planned look sees of a run, and how its verdict is told. */
import type { Looks } from '../model/looks.ts';
import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { levelText } from '../model/significance.ts';
import type { Overall, Verdict } from '../model/verdict.ts';
import { evidenceOf } from './blocks.ts';
import { sentence } from './words.ts';

export type Look = NonNullable<Verdict['look']>;

export interface Seen {
  readonly plan: Plan;
  readonly result: Result;
}

/**
 * The run as its first look saw it: all that was run before the first block of the last look, and a plan that ends there. Null
 * when there is no such look, or it cannot be taken, because not all of its planned blocks are whole: it judges no other number.
 */
export function seenAtFirstLook(plan: Plan, result: Result): Seen | null {
  if (plan.looks === null) return null;
  const [first] = plan.looks.blocks;
  const seen = {
    plan: { ...plan, segments: plan.segments.filter(({ block }) => block <= first) },
    result: { ...result, segments: beforeLastLook(result, first) },
  };
  const { whole, shortfall } = evidenceOf(seen.plan, seen.result);
  return shortfall === null && whole.length === first ? seen : null;
}

function beforeLastLook({ segments }: Result, first: number): Result['segments'] {
  const from = Math.min(...segments.flatMap(({ block, index }) => (block > first ? [index] : [])));
  return segments.filter(({ index }) => index < from);
}

/** A run ends with a look that passes or fails it. */
export function decides(verdict: Overall): boolean {
  return verdict === 'PASS' || verdict === 'FAIL';
}

/**
 * At which look it was judged, in a sentence.
 * @param goesOn whether blocks of the last look were run
 */
export function lookSentence({ number, blocks: [first, last], level, first: found }: Look, goesOn: boolean): string {
  const each = `each test at one-sided ${levelText(level)}`;
  if (number === 1) {
    const then = goesOn ? 'what was run after it does not count' : 'the run ended there';
    return sentence(
      `this is the first of two planned looks, after ${first} of up to ${last} blocks, ${each}: it decided, and ${then}`,
    );
  }
  const before =
    found === null
      ? `the first, after ${first} blocks, was not taken, because not all of them were whole`
      : `the first, after ${first} blocks, had not decided (${found})`;
  if (number === null)
    return sentence(`of two planned looks the last, after ${last} blocks, could not be taken; ${before}`);
  return sentence(`this is the last of two planned looks, after ${last} blocks, ${each}; ${before}`);
}

/** The look that the verdict over everything is of. */
export function lastLook({ blocks, level }: Looks, isReached: boolean, first: Overall | null): Look {
  return { number: isReached ? 2 : null, blocks: [blocks[0], blocks[1]], level, first };
}

/** The first look, which found this. */
export function firstLook({ blocks, level }: Looks, found: Overall): Look {
  return { number: 1, blocks: [blocks[0], blocks[1]], level, first: found };
}
