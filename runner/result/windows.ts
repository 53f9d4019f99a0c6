/** The windows of a segment as it was run. */
import type { LoadLine } from '../model/load-line.ts';
import type { Plan } from '../model/plan.ts';
import { windowsOf } from '../model/profile.ts';
import type { SegmentFiles } from '../model/segment-files.ts';

/** Whole unix seconds, each window half-open: a second belongs to steady from steadyFrom on and before steadyTo. */
export interface SegmentWindows {
  readonly startedAt: number;
  readonly rampS: number;
  readonly steadyFrom: number;
  readonly steadyTo: number;
  readonly endedAt: number;
}

/**
 * Where a segment began and ended. One that was broken off is steady no longer than it ran. When segment.json was never
 * written, the load begins at its first line, and the plan says the rest.
 */
export function windowsOfSegment(plan: Plan, { segment, load }: SegmentFiles): SegmentWindows {
  const planned = windowsOf(plan.profile, plan.users);
  if (segment !== null) {
    const endedAt = Math.ceil(segment.endedAt);
    const steadyTo = Math.min(segment.steadyTo, endedAt);
    const { startedAt, steadyFrom } = segment;
    return { startedAt: Math.floor(startedAt), rampS: planned.rampS, steadyFrom, steadyTo, endedAt };
  }
  const { first, last } = secondsOf(load?.lines ?? []);
  const endedAt = Math.min(last + 1, first + planned.endS + plan.requestTimeoutS);
  const steadyTo = Math.min(first + planned.endS, endedAt);
  return { startedAt: first, rampS: planned.rampS, steadyFrom: first + planned.steadyFromS, steadyTo, endedAt };
}

function secondsOf(lines: readonly LoadLine[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { second } of lines) {
    first = Math.min(first, second);
    last = Math.max(last, second);
  }
  return lines.length === 0 ? { first: 0, last: -1 } : { first, last };
}
