/** Pieces of sentences. */
import type { PlannedCriterion } from '../model/plan.ts';

/** a, b and c. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** An arm, or two as "pooled/direct". */
export function armsOf({ arm, against }: PlannedCriterion): string {
  return against === null ? arm : `${arm}/${against}`;
}

/** A sentence begins with a capital. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
