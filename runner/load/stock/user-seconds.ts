/** Users and their think times by the second. Pure. */
import type { UsersLine } from '../../model/load-line.ts';

/** What is known of the users: the seconds whose lines are not out yet, and how many were active before them. */
export interface UserSeconds {
  readonly changes: Map<number, UserChange>;
  /** The first and the last second in which anything was reported; null before. `next` is the first without a line. */
  range: { next: number; last: number } | null;
  /** Active at the end of the second before `next`. */
  active: number;
  /** A line is out: `next` can no longer move back. */
  wrote: boolean;
}

/** Think times are whole microseconds, so that their sum does not depend on the order in which users report them. */
export interface UserChange {
  started: number;
  thinkDrawnUs: number;
  thinkRealisedUs: number;
}

/** Before anything was reported. */
export function noUsers(): UserSeconds {
  return { changes: new Map(), range: null, active: 0, wrote: false };
}

/** Takes a second into the time that has lines. Many users report at once, so the first report need not be the earliest. */
export function extendTo(users: UserSeconds, second: number): void {
  users.range ??= { next: second, last: second };
  if (!users.wrote) users.range.next = Math.min(users.range.next, second);
  users.range.last = Math.max(users.range.last, second);
}

/**
 * Counts a change. What is reported after its second's line is out counts into the first second still open: there is one
 * line per second, and no user and no think time may get lost.
 */
export function addChange(users: UserSeconds, second: number, change: Partial<UserChange>): void {
  extendTo(users, second);
  const open = Math.max(second, users.range?.next ?? second);
  extendTo(users, open);
  const sum = users.changes.get(open) ?? { started: 0, thinkDrawnUs: 0, thinkRealisedUs: 0 };
  sum.started += change.started ?? 0;
  sum.thinkDrawnUs += change.thinkDrawnUs ?? 0;
  sum.thinkRealisedUs += change.thinkRealisedUs ?? 0;
  users.changes.set(open, sum);
}

/** Takes out the lines of the seconds before the given one: one for each second, idle ones included. */
export function closeUsers(users: UserSeconds, before: number): UsersLine[] {
  const lines: UsersLine[] = [];
  const { range } = users;
  if (range === null) return lines;
  for (; range.next < before && range.next <= range.last; range.next += 1) {
    const change = users.changes.get(range.next);
    users.changes.delete(range.next);
    users.active += change?.started ?? 0;
    users.wrote = true;
    lines.push({
      type: 'users',
      second: range.next,
      active: users.active,
      thinkDrawnMs: (change?.thinkDrawnUs ?? 0) / 1000,
      thinkRealisedMs: (change?.thinkRealisedUs ?? 0) / 1000,
    });
  }
  return lines;
}
