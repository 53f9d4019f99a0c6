/** Arrivals of an open run: what was due follows from the plan, what was begun from the load; the rest was dropped. */
import { dueBetween } from '../model/arrivals.ts';
import type { AttemptsLine, LoadLine } from '../model/load-line.ts';
import type { Plan } from '../model/plan.ts';
import { arrivalsOf } from '../model/planned-arrivals.ts';
import type { ArrivalCounts } from '../model/result.ts';
import type { SegmentWindows } from './windows.ts';

/**
 * Tells which attempts are arrivals. Each arrival ends in exactly one: its task's, or a log-in that failed, which its
 * session had to try first. A log-in that came off is no arrival, nor is one of the ramp, where sessions open. In a closed
 * loop every attempt counts.
 */
export function isArrivalOf(plan: Plan, { startedAt }: SegmentWindows): (line: AttemptsLine) => boolean {
  const arrivals = arrivalsOf(plan);
  if (arrivals === null) return () => true;
  const { form, submit } = plan.loginNames;
  const from = startedAt + arrivals.fromS;
  return ({ second, name, outcome }) => second >= from && !(outcome === 'ok' && (name === form || name === submit));
}

/** How many were due and dropped, whole segment and steady; null in a closed loop. Lines count in the second they were due. */
export function arrivalCounts(plan: Plan, lines: readonly LoadLine[], windows: SegmentWindows): ArrivalCounts | null {
  const arrivals = arrivalsOf(plan);
  if (arrivals === null) return null;
  const isArrival = isArrivalOf(plan, windows);
  const { startedAt, steadyFrom, steadyTo } = windows;
  const counted = (from: number) => {
    const due = dueBetween(arrivals, from - startedAt, steadyTo - startedAt);
    const begun = lines.reduce((sum, line) => {
      const counts = line.type === 'attempts' && line.second >= from && line.second < steadyTo && isArrival(line);
      return counts ? sum + line.count : sum;
    }, 0);
    return { due, dropped: Math.max(0, due - begun) };
  };
  const [whole, steady] = [counted(startedAt), counted(steadyFrom)];
  return { ...whole, steadyDue: steady.due, steadyDropped: steady.dropped };
}
