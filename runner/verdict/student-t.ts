/**
 * Student's t for whole degrees of freedom, from the regularised incomplete beta function:
 * P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t²), for t ≥ 0 (DLMF 8.17; Numerical Recipes, 3rd ed., 6.14.3).
 */

/** Terms of the continued fraction. It needs O(√max(a, b)) of them; 100 settle all bits up to a thousand degrees. */
const terms = 100;

/**
 * The continued fraction of DLMF 8.17.22, from its last term to its first. Settles fast for x < (a + 1)/(a + b + 2).
 */
function betaFraction(a: number, b: number, x: number): number {
  let fraction = 1;
  for (let m = terms; m >= 1; m -= 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    fraction = 1 + even / (1 + odd / fraction);
  }
  return 1 / (1 - ((a + b) * x) / (a + 1) / fraction);
}

/** B(df/2, 1/2), from B(1/2, 1/2) = π and B(1, 1/2) = 2 by B(a + 1, b) = B(a, b) · a/(a + b). */
function betaOfHalf(df: number): number {
  let beta = df % 2 === 0 ? 2 : Math.PI;
  for (let a = df % 2 === 0 ? 1 : 0.5; a < df / 2; a += 1) beta *= a / (a + 0.5);
  return beta;
}

/**
 * P(T > t) of Student's t with `df` (a whole number, 1 to 1000) degrees of freedom. Relative error below 1e-12 in the
 * upper tail, which p-values are taken from; infinite t allowed.
 */
export function tUpperTail(t: number, df: number): number {
  if (t < 0) return 1 - tUpperTail(-t, df);
  if (t === Infinity) return 0;
  const a = df / 2;
  const b = 0.5;
  const x = df / (df + t * t);
  const rest = (t * t) / (df + t * t);
  const front = (x ** a * Math.sqrt(rest)) / betaOfHalf(df);
  // Beyond its mean the function is had from its mirror image, I_x(a, b) = 1 − I_(1−x)(b, a) (DLMF 8.17.4).
  const settlesFast = x < (a + 1) / (a + b + 2);
  const beta = settlesFast ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, rest)) / b;
  return beta / 2;
}

/** Density of Student's t, which is minus the slope of its upper tail. */
function tDensity(t: number, df: number): number {
  return (1 + (t * t) / df) ** (-(df + 1) / 2) / (Math.sqrt(df) * betaOfHalf(df));
}

/** A run asks for the same few over and over, and a simulation a million times. */
const knownQuantiles = new Map<string, number>();

/** The t above which a share `tail` (0 < tail ≤ .5) of the distribution lies. */
export function tQuantile(tail: number, df: number): number {
  const key = `${tail} ${df}`;
  const known = knownQuantiles.get(key);
  if (known !== undefined) return known;
  const found = findQuantile(tail, df);
  knownQuantiles.set(key, found);
  return found;
}

/** Newton's method from 0: the upper tail falls and is convex there, so that each step goes up and none beyond the root. */
function findQuantile(tail: number, df: number): number {
  let t = 0;
  for (;;) {
    const next = t + (tUpperTail(t, df) - tail) / tDensity(t, df);
    if (next <= t * (1 + Number.EPSILON)) return t;
    t = next;
  }
}
