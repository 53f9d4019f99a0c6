/** In which order the arms of each block run: balanced, then shuffled from the seed. Pure. */
import { type Random, shuffled } from './rng.ts';

/** Blocks below which nothing passes: the sign-flip test of five has no p-value that survives a correction. */
export const leastBlocks = 6;

/** The exact sign-flip test, which every ratio faces, counts all choices of signs: 2^40 in halves is what it can. */
export const mostBlocks = 40;

/** A bench of this many arms runs in multiples of so many blocks, and at least so many. */
export function blockRule(arms: number): { readonly multipleOf: number; readonly least: number } {
  // Two arms: both orders; three: all six; four: the rows of a Williams square, twice at least; more: each arm in each place.
  const multipleOf = arms === 2 ? 2 : arms === 3 ? 6 : arms;
  return { multipleOf, least: arms === 4 ? 8 : multipleOf };
}

/** The next number of blocks, `wanted` or above, in which orders balance. */
export function fittingBlocks(wanted: number, arms: number): number {
  const { multipleOf, least } = blockRule(arms);
  return Math.max(least, Math.ceil(wanted / multipleOf) * multipleOf);
}

/**
 * Orders for `blocks` blocks: every order of the design equally often, the sequence shuffled. When the blocks do not
 * fit (one block of a smoke run) what is left over is drawn from the shuffled design.
 */
export function blockOrders(arms: readonly string[], blocks: number, random: Random): string[][] {
  const design = () => shuffled(arms.length <= 4 ? fixedDesign(arms) : latinSquare(shuffled(arms, random)), random);
  const orders: string[][] = [];
  while (orders.length < blocks) orders.push(...design());
  return shuffled(orders.slice(0, blocks), random);
}

/** The same for a run that is looked at after so many blocks: those of each look balance by themselves. */
export function ordersOfLooks(arms: readonly string[], looks: readonly number[], random: Random): string[][] {
  return looks.flatMap((blocks, at) => blockOrders(arms, blocks - (looks[at - 1] ?? 0), random));
}

function fixedDesign(arms: readonly string[]): string[][] {
  return arms.length === 4 ? williamsSquare(arms) : permutations(arms);
}

function permutations(items: readonly string[]): string[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}

/** Each arm once in each place, and each arm once right after each other: 0, 1, n-1, 2, … shifted (Williams, 1949). */
function williamsSquare(arms: readonly string[]): string[][] {
  const n = arms.length;
  const first = arms.map((_, place) => (place % 2 === 1 ? (place + 1) / 2 : (n - place / 2) % n));
  return latinSquare(arms).map((rotated) => first.flatMap((index) => rotated.slice(index, index + 1)));
}

/** The arms rotated by 0, 1, 2, … places. */
function latinSquare(arms: readonly string[]): string[][] {
  return arms.map((_, shift) => [...arms.slice(shift), ...arms.slice(0, shift)]);
}
