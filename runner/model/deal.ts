/** Deals users to classes by largest remainder, ties in the order listed: 50 users at 6:3:1:1 are 27/14/5/4. */
export function dealCounts(users: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (users * weight) / total);
  const counts = shares.map(Math.floor);
  const left = users - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** Requests per second that N users cannot exceed, because they think in between: sum over classes of n / mean think time. */
export function throughputCeilingPerS(
  classes: readonly { readonly users: number; readonly thinkS: readonly [number, number] }[],
): number {
  return classes.reduce((sum, { users, thinkS }) => sum + (2 * users) / (thinkS[0] + thinkS[1]), 0);
}
