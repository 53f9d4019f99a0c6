/** Twelve significant digits: what Node versions agree on, and more than any reading has. */
const digits = 12;

/** The number as segment.json and verdict.json hold it. Minus zero is zero. */
export function round12(value: number): number {
  return Number(value.toPrecision(digits)) + 0;
}

/** The same value with every number in it rounded to twelve significant digits. */
export function roundedNumbers(value: unknown): unknown {
  if (typeof value === 'number') return round12(value);
  if (Array.isArray(value)) return value.map(roundedNumbers);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundedNumbers(inner)]));
}
