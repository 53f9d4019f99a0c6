import { describe, expect, it } from 'vitest';
import { tQuantile, tUpperTail } from './student-t.ts';

/** t, degrees of freedom, P(T > t): the incomplete beta function at 30 digits (mpmath). */
const tails: readonly (readonly [number, number, number])[] = [
  [0, 5, 0.5],
  [0.1, 1, 0.46827448256944643],
  [1, 1, 0.25],
  [1, 5, 0.18160873382456131],
  [0.3, 5, 0.38812452113163723],
  [12, 5, 3.5447462585807613e-5],
  [0.05, 9, 0.48060723235690734],
  [1.83, 9, 0.050247805023533257],
  [40, 9, 9.4914992246699132e-12],
  [2.5, 19, 0.010870205584198723],
  [0.7, 19, 0.24620504411246856],
  [1.7, 39, 0.04854711286563123],
  [9, 39, 2.3158058447258538e-11],
  [1.65, 500, 0.049785473522435308],
  [2, 1000, 0.02288517324662582],
];

/** Upper tail, degrees of freedom, quantile: as in printed tables, to more digits (mpmath). */
const quantiles: readonly (readonly [number, number, number])[] = [
  [0.05, 1, 6.3137515146750431],
  [0.05, 2, 2.9199855803537257],
  [0.05, 5, 2.0150483733330242],
  [0.05, 7, 1.8945786050900074],
  [0.05, 9, 1.8331129326562372],
  [0.05, 19, 1.7291328115213695],
  [0.05, 39, 1.6848751217112253],
  [0.025, 1, 12.706204736174705],
  [0.025, 3, 3.1824463052837096],
  [0.025, 5, 2.5705818356363155],
  [0.025, 11, 2.2009851600916399],
  [0.025, 100, 1.9839715185235523],
  [0.005, 1, 63.656741162871581],
  [0.005, 5, 4.0321429835552281],
  [0.005, 39, 2.7079131835176621],
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
