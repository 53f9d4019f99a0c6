import { normalQuantile } from './normal.ts';
import type { Interval } from './t-test.ts';

/**
 * Wilson's score interval of a proportion, both bounds one-sided at this level (Wilson 1927; Newcombe 1998, method 3), as
 * fractions. Null when nothing was tried.
 */
export function wilson(successes: number, tries: number, level: number): Interval | null {
  if (tries === 0) return null;
  const z = normalQuantile(level);
  const share = successes / tries;
  const middle = share + (z * z) / (2 * tries);
  const reach = z * Math.sqrt((share * (1 - share)) / tries + (z / (2 * tries)) ** 2);
  const scale = 1 + (z * z) / tries;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}
