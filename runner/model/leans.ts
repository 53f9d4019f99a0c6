import { leastBlocks } from './orders.ts';
import type { Verdict } from './verdict.ts';

type Comparison = Verdict['comparisons'][number];

/** A tenth of a percent or a point is what is shown: an end nearer to no difference than half of that reads as none. */
const leastShown = 0.0005;

/**
 * The interval leaves "no difference" out, and yet no effect was shown, because three comparisons are made or the
 * two tests disagree. To call that "no difference larger than" its far end would hide which way the evidence points. Never from
 * fewer blocks than an answer takes.
 */
export function leans({ effect, kind, n, interval: [low, high] }: Comparison): boolean {
  const none = kind === 'ratio' ? 1 : 0;
  if (effect !== 'none shown' || n < leastBlocks || low === null || high === null) return false;
  return low - none >= leastShown || none - high >= leastShown;
}
