/**
 * Which hypotheses Holm's step-down method rejects at the family-wise level `significance` (Holm 1979): the smallest
 * p-value is held against significance/m, the next against significance/(m − 1), and so on until one is too large.
 */
export function holmRejects(pValues: readonly number[], significance: number): boolean[] {
  const order = pValues.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const firstKept = order.findIndex(({ p }, rank) => p > significance / (pValues.length - rank));
  const rejected = new Set(order.slice(0, firstKept === -1 ? order.length : firstKept).map(({ index }) => index));
  return pValues.map((_, index) => rejected.has(index));
}
