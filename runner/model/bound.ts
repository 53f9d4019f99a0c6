import { z } from 'zod';

/** Bounds of criteria as people write them: '> 99 %', '<= 1.10', '< 600 ms', '>= 18/s', '= 0'. */
export const operators = ['>', '>=', '<', '<=', '='] as const;
export const operatorSchema = z.enum(operators);
export type Operator = (typeof operators)[number];

/** A parsed bound. `value` is in base units: a fraction for %, milliseconds, per second. `text` is what was written. */
export const boundSchema = z.strictObject({ op: operatorSchema, value: z.number(), text: z.string() });
export type Bound = z.infer<typeof boundSchema>;

const pattern = /^(>=|<=|>|<|=)\s*([0-9]+(?:\.[0-9]+)?)\s*(%|ms|s|\/s|requests\/s)?$/;

const factor: Record<string, number> = { '%': 0.01, ms: 1, s: 1000, '/s': 1, 'requests/s': 1, '': 1 };

/** Parses a bound, or returns null when it is none. Twelve significant digits: 95 % is .95, not .9500000000000001. */
export function parseBound(text: string): Bound | null {
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, op, number, unit = ''] = match;
  const value = Number((Number(number) * (factor[unit] ?? 1)).toPrecision(12));
  // Some hundred digits are more than any number holds.
  if (!Number.isFinite(value)) return null;
  return { op: operatorSchema.parse(op), value, text: text.trim() };
}

const holds: Record<Operator, (reading: number, bound: number) => boolean> = {
  '>': (reading, bound) => reading > bound,
  '>=': (reading, bound) => reading >= bound,
  '<': (reading, bound) => reading < bound,
  '<=': (reading, bound) => reading <= bound,
  '=': (reading, bound) => reading === bound,
};

/** Whether a reading is on the right side of the bound, taken at face value. */
export function isWithin(reading: number, bound: Bound): boolean {
  return holds[bound.op](reading, bound.value);
}
