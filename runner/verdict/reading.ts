/** What a criterion found, before it is known whether that may count. */
import type { Bound } from '../model/bound.ts';
import { formatP } from '../model/format.ts';
import type { Criterion } from '../model/verdict.ts';
import type { PValues } from './t-test.ts';

export type Finding = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

/** The numbers of a criterion; `verdict` is what they say, whatever the number of blocks. */
export type Numbers = Pick<Criterion, 'estimate' | 'interval' | 'met' | 'n' | 'tTest' | 'signFlip' | 'points'> & {
  readonly verdict: Finding;
};

export type Reading = Numbers & {
  /** What was read, as the beginning of a sentence. */
  readonly found: string;
  /** What follows from it for the bound, as the end of that sentence. */
  readonly because: string;
};

/** Both tests must clear this level, or both clear the opposite; one that could not be made has no say. None made: no finding. */
export function conjunction(tests: readonly (PValues | null)[], level: number): Finding {
  const made = tests.filter((test) => test !== null);
  if (made.length === 0) return 'INCONCLUSIVE';
  if (made.every(({ pass }) => pass <= level)) return 'PASS';
  return made.every(({ fail }) => fail <= level) ? 'FAIL' : 'INCONCLUSIVE';
}

/**
 * How far a reading is on the right side of a bound: positive speaks for PASS. What differs only by rounding lies on
 * it. Infinite readings stay infinite.
 */
export function clearance(reading: number, boundValue: number, { op }: Bound): number {
  const scale = Math.max(Math.abs(reading), Math.abs(boundValue));
  const above = Number.isFinite(scale) && Math.abs(reading - boundValue) <= 1e-12 * scale ? 0 : reading - boundValue;
  return op === '>' || op === '>=' ? above : -above;
}

/** What the tests say of the bound, in words: `, within <= 1.10: t-test p 0.002, sign-flip p 0.016`. */
export function becauseOf({ text }: Bound, { verdict, met, tTest, signFlip }: Numbers, level: number): string {
  const side = verdict === 'PASS' || (verdict === 'INCONCLUSIVE' && met === true) ? 'pass' : 'fail';
  const place = side === 'pass' ? `within ${text}` : `outside ${text}`;
  const made = [
    ...(tTest === null ? [] : [`t-test p ${formatP(tTest[side])}`]),
    ...(signFlip === null ? [] : [`sign-flip p ${formatP(signFlip[side])}`]),
  ].join(', ');
  if (verdict !== 'INCONCLUSIVE') return `, ${place}: ${made}`;
  if (made === '') return `: no test of ${text} can be made`;
  return `: not enough evidence that it lies ${place} (${made}; ${level} is needed)`;
}

/** A number as files hold it: null when it is not finite. */
export function finiteOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value;
}
