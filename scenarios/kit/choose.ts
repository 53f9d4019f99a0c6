/** Chooses an index at random, in proportion to the weights: `choose(u)` for u uniform in [0, 1). */
export type Chooser = (u: number) => number;

/** Prepares the prefix sums once; each choice is then a binary search. Weights must be positive. */
export function chooserOf(weights: readonly number[]): Chooser {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    sums.push(total);
  }
  return (u) => {
    const target = u * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (target < (sums[middle] ?? total)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
