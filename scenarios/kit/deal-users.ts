import { dealCounts } from '../../runner/model/deal.ts';

/**
 * The class index of every user, by number (the first element is user 1). The counts are those of dealCounts; the order spreads
 * each class over the ramp: the next user is of the class that lags furthest behind its share (ties in the order listed),
 * so that the first k users of any k are within one user of the shares.
 */
export function dealUsers(users: number, weights: readonly number[]): number[] {
  const counts = dealCounts(users, weights);
  const dealt = counts.map(() => 0);
  const classes: number[] = [];
  for (let number = 1; number <= users; number += 1) {
    const next = furthestBehind(counts, dealt, number / users);
    dealt[next] = (dealt[next] ?? 0) + 1;
    classes.push(next);
  }
  return classes;
}

/** The class that is still to be dealt and most below `share` of its count. */
function furthestBehind(counts: readonly number[], dealt: readonly number[], share: number): number {
  let best = -1;
  let bestLag = -Infinity;
  for (const [index, count] of counts.entries()) {
    const done = dealt[index] ?? 0;
    const lag = count * share - done;
    if (done < count && lag > bestLag) [best, bestLag] = [index, lag];
  }
  return best;
}
