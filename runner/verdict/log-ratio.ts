/**
 * ln(top/bottom). Infinite when one of them is 0 or not finite; null when both are (they say nothing of each other) or
 * one was not read.
 */
export function logRatio(top: number | null, bottom: number | null): number | null {
  if (top === null || bottom === null) return null;
  const difference = Math.log(top) - Math.log(bottom);
  return Number.isNaN(difference) ? null : difference;
}

/** The ratio behind a logarithm; null where it is not finite. */
export function ratioOf(log: number | null): number | null {
  return log === null || !Number.isFinite(log) ? null : Math.exp(log);
}
