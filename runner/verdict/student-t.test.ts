import { describe, expect, it } from 'vitest';
import { tQuantile, tUpperTail } from './student-t.ts';

/** t, degrees of freedom, P(T > t): the incomplete beta function at 30 digits (mpmath). */
const tails: readonly (readonly [number, number, number])[] = [
  [0, 5, 0.5],
  [0.1, 1, 0.468274482569446],
  [1, 1, 0.25],
  [1, 5, 0.181608733824561],
  [0.3, 5, 0.388124521131637],
  [12, 5, 3.54474625858076e-5],
  [0.05, 9, 0.480607232356907],
  [1.83, 9, 0.0502478050235333],
  [40, 9, 9.49149922466991e-12],
  [2.5, 19, 0.0108702055841987],
  [0.7, 19, 0.246205044112469],
  [1.7, 39, 0.0485471128656312],
  [9, 39, 2.31580584472585e-11],
  [1.65, 500, 0.0497854735224353],
  [2, 1000, 0.0228851732466258],
];

/** Upper tail, degrees of freedom, quantile: as in printed tables, to more digits (mpmath). */
const quantiles: readonly (readonly [number, number, number])[] = [
  [0.05, 1, 6.31375151467504],
  [0.05, 2, 2.91998558035373],
  [0.05, 5, 2.01504837333302],
  [0.05, 7, 1.89457860509001],
  [0.05, 9, 1.83311293265624],
  [0.05, 19, 1.72913281152137],
  [0.05, 39, 1.68487512171123],
  [0.025, 1, 12.7062047361747],
  [0.025, 3, 3.18244630528371],
  [0.025, 5, 2.57058183563632],
  [0.025, 11, 2.20098516009164],
  [0.025, 100, 1.98397151852355],
  [0.005, 1, 63.6567411628716],
  [0.005, 5, 4.03214298355523],
  [0.005, 39, 2.70791318351766],
];

/** P(T > t) by the finite sums for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4). */
function tailByFiniteSum(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const odd = df % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= df - 2; k += 2) {
    term *= ((k - 1) / k) * Math.cos(angle) ** 2;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 - within) / 2;
}

const relativeError = (value: number, wanted: number) => Math.abs(value / wanted - 1);

describe('Student’s t', () => {
  it.each(tails)('P(T > %s) with %i degrees of freedom is %s', (t, df, tail) => {
    expect(relativeError(tUpperTail(t, df), tail)).toBeLessThan(1e-12);
    expect(tUpperTail(-t, df)).toBeCloseTo(1 - tail, 12);
  });

  it.each(quantiles)('leaves %s above with %i degrees of freedom at %s', (tail, df, quantile) => {
    expect(relativeError(tQuantile(tail, df), quantile)).toBeLessThan(1e-12);
  });

  it('agrees with the finite sums for all degrees of freedom up to forty', () => {
    for (let df = 1; df <= 40; df += 1) {
      for (let t = 0; t <= 6; t += 0.05) {
        expect(Math.abs(tUpperTail(t, df) - tailByFiniteSum(t, df))).toBeLessThan(1e-13);
      }
    }
  });

  it('has nothing beyond infinity', () => {
    expect(tUpperTail(Infinity, 5)).toBe(0);
    expect(tUpperTail(-Infinity, 5)).toBe(1);
  });
});
