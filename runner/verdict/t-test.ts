/** The t-test of a mean against 0, and its interval. */
import { tQuantile, tUpperTail } from './student-t.ts';

/** One-sided p-values: a small `pass` says that the values lie above 0, a small `fail` that they lie below. */
export interface PValues {
  readonly pass: number;
  readonly fail: number;
}

/** Both one-sided bounds: at 5 % each they are the 90 % interval. */
export type Interval = readonly [number, number];

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean, from the sample's standard deviation (n − 1). */
function standardError(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** A t is made of at least two values, all finite. */
function canBeMade(values: readonly number[]): boolean {
  return values.length >= 2 && values.every(Number.isFinite);
}

/**
 * One-sided p-values for the mean of the values against 0; null where no t can be made. Values that are all 0 speak for
 * neither.
 */
export function tTest(values: readonly number[]): PValues | null {
  if (!canBeMade(values)) return null;
  const mean = meanOf(values);
  if (mean === 0) return { pass: 0.5, fail: 0.5 };
  const t = mean / standardError(values, mean);
  const degrees = values.length - 1;
  return { pass: tUpperTail(t, degrees), fail: tUpperTail(-t, degrees) };
}

/** Both one-sided bounds of the mean at this level: mean ∓ t(1 − level, n − 1) · sd/√n. Null where no t can be made. */
export function intervalOf(values: readonly number[], level: number): Interval | null {
  if (!canBeMade(values)) return null;
  const mean = meanOf(values);
  const reach = tQuantile(level, values.length - 1) * standardError(values, mean);
  return [mean - reach, mean + reach];
}
