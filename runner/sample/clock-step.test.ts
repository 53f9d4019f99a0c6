import { describe, expect, it } from 'vitest';
import { watchClockStep } from './clock-step.ts';

/** Off by so many seconds at each look, while a second passes between them. */
function farthestOf(offsS: readonly number[]): number {
  let at = 0;
  let offS = 0;
  const watch = watchClockStep({ wallMs: () => 1e12 + 1000 * (at + offS), monotonicMs: () => 5000 + 1000 * at });
  for (const next of offsS) {
    at += 1;
    offS = next;
    watch.look();
  }
  return watch.farthestS();
}

describe('watchClockStep', () => {
  it.each([
    ['one that nobody set', [0, 0, 0], 0],
    ['set forward', [0, 2, 2], 2],
    ['set back', [0, -3600, -3600], -3600],
    ['set forward and back again', [2, 0, 0], 2],
    ['set by little, twice', [0.3, 0.6], 0.6],
    ['slewed', [0.0005, 0.001, 0.0015], 0.0015],
  ])('%s', (_, offsS, farthestS) => {
    expect(farthestOf(offsS)).toBeCloseTo(farthestS, 6);
  });
});
