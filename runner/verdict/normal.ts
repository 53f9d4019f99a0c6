/** Beyond so many standard deviations nothing is left of the tail that a double could add to 1. */
const beyond = 8.5;

/**
 * P(Z ≤ z) of the standard normal distribution by Marsaglia's series, 1/2 + φ(z)(z + z³/3 + z⁵/(3·5) + …) (Journal of
 * Statistical Software 11(4), 2004). Absolute error below 1e-14.
 */
export function normalCdf(z: number): number {
  if (z < -beyond) return 0;
  if (z > beyond) return 1;
  let sum = z;
  let term = z;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * Judging asks for the same one over and over, and a simulation a million times. That of .05 is the one that verdicts have always
 * been made with: judged again they stay as they were to the last digit.
 */
const knownQuantiles = new Map([[0.05, 1.6448536269514722]]);

/** The z above which a share `tail` (0 < tail ≤ .5) of the distribution lies. */
export function normalQuantile(tail: number): number {
  const found = knownQuantiles.get(tail) ?? findQuantile(tail);
  knownQuantiles.set(tail, found);
  return found;
}

/** Newton's method from 0: the upper tail falls and is convex there, so that each step goes up and none beyond the root. */
function findQuantile(tail: number): number {
  let z = 0;
  for (;;) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const next = z + (1 - normalCdf(z) - tail) / density;
    if (next <= z * (1 + Number.EPSILON)) return z;
    z = next;
  }
}
