/**
 * The arrivals of the open model: tasks that are due at a constant rate, whoever is still busy. Pure, and the same in Node
 * and in k6, so that what was due need not be written down.
 */

/** What is due, and when. */
export interface Arrivals {
  /** Arrivals per second. */
  readonly ratePerS: number;
  /** When the first is due, in whole seconds after the load starts: sessions are opened before. */
  readonly fromS: number;
  /** How often each user class comes among them, in the order of the flows: at least one is above 0. */
  readonly classWeights: readonly number[];
}

/** When the arrival of an index, from 0, is due: whole milliseconds after the load starts. */
export function dueMs({ ratePerS, fromS }: Omit<Arrivals, 'classWeights'>, index: number): number {
  return Math.round(1000 * (fromS + index / ratePerS));
}

/** How many arrivals are due from second `fromS` on and before second `toS`, both whole and after the load starts. */
export function dueBetween(arrivals: Omit<Arrivals, 'classWeights'>, fromS: number, toS: number): number {
  return Math.max(0, dueBefore(arrivals, toS) - dueBefore(arrivals, fromS));
}

function dueBefore(arrivals: Omit<Arrivals, 'classWeights'>, atS: number): number {
  // An estimate, put right by dueMs itself: no rounding may put an arrival into another second than k6 does.
  let count = Math.max(0, Math.ceil((atS - arrivals.fromS) * arrivals.ratePerS));
  while (count > 0 && dueMs(arrivals, count - 1) >= 1000 * atS) count -= 1;
  while (dueMs(arrivals, count) < 1000 * atS) count += 1;
  return count;
}
