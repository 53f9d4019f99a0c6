/** The noncentral t distribution: what a t-test finds when there is something to find. */
import { normalCdf } from './normal.ts';

/** Steps of Simpson's rule, an even number. The integrand is smooth; more change the eighth decimal at most. */
const steps = 600;

/** ln Γ(df/2), from Γ(1/2) = √π and Γ(1) = 1 by Γ(a + 1) = a Γ(a). */
function logGammaOfHalf(df: number): number {
  let log = df % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let a = df % 2 === 0 ? 1 : 0.5; a < df / 2; a += 1) log += Math.log(a);
  return log;
}

/**
 * P(T > t) of Student's t with `df` degrees of freedom (a whole number) and noncentrality `delta`. T is (Z + δ)/S, where
 * S² is chi-squared over its df, so that P(T > t) is the mean of Φ(δ − t·S) over S, here by Simpson's rule. Absolute
 * error below 1e-7.
 */
export function noncentralTUpperTail(t: number, df: number, delta: number): number {
  // S lies about 1 and scatters by 1/√(2·df): beyond this nothing is left of its density.
  const [least, most] = [Math.max(0, 1 - 6 / Math.sqrt(df)), 1 + 9 / Math.sqrt(df)];
  const logFront = Math.LN2 + (df / 2) * Math.log(df / 2) - logGammaOfHalf(df);
  const weighted = (s: number): number => {
    const density =
      s === 0 ? (df === 1 ? Math.exp(logFront) : 0) : Math.exp(logFront + (df - 1) * Math.log(s) - (df * s * s) / 2);
    return density * normalCdf(delta - t * s);
  };
  const width = (most - least) / steps;
  let sum = weighted(least) + weighted(most);
  for (let at = 1; at < steps; at += 1) sum += (at % 2 === 1 ? 4 : 2) * weighted(least + at * width);
  return Math.min(1, (sum * width) / 3);
}
