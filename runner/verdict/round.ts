/** Twelve significant digits: what Node versions agree on, and more than any reading has. */
const digits = 12;

/** The number as verdict.json holds it. Minus zero is zero. */
export function round12(value: number): number {
  return Number(value.toPrecision(digits)) + 0;
}

/** The same value with every number in it rounded to twelve significant digits. */
export function roundedNumbers<T>(value: T): T {
  if (typeof value === 'number') return round12(value) as T;
  if (Array.isArray(value)) return value.map(roundedNumbers) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundedNumbers(inner)])) as T;
}
