/** One pass over the load lines of a segment. */
import type { AttemptsLine, LoadLine, Outcome } from '../model/load-line.ts';
import { timesOf, type Times } from './histogram.ts';
import type { SegmentWindows } from './windows.ts';

/** Attempts by outcome. */
export type Outcomes = Record<Outcome, number>;

/** Attempts counted together: of an endpoint, a second, or the segment. `ended` are those with an answer, right or wrong. */
export interface Tally {
  readonly all: Outcomes;
  readonly causes: Map<string, number>;
  readonly ended: Times;
  /** Of ended attempts. Microseconds are whole numbers, whose sum no order of adding changes. */
  sumUs: number;
  bytes: number;
  readonly steady: Outcomes;
  readonly steadyOk: Times;
}

export interface EndpointTally extends Tally {
  readonly userClass: string;
  readonly name: string;
}

export interface LoadTally {
  readonly whole: Tally;
  /** Of steady, failed attempts included: the slowest that ended need not be an ok one. */
  readonly steadyEnded: Times;
  readonly failedBeforeSteady: number;
  readonly endpoints: readonly EndpointTally[];
  readonly seconds: ReadonlyMap<number, Tally>;
  readonly activeUsers: ReadonlyMap<number, number>;
  readonly thinkDrawnMs: number;
  readonly thinkRealisedMs: number;
}

/**
 * Adds up load lines, in any order and however often a key was split. `mayBeSteady` says which attempts count in steady
 * when they began there.
 */
export function tallyLoad(
  lines: readonly LoadLine[],
  windows: SegmentWindows,
  mayBeSteady: (line: AttemptsLine) => boolean = () => true,
): LoadTally {
  const whole = emptyTally();
  const steadyEnded: Times = [];
  const endpoints = new Map<string, EndpointTally>();
  const seconds = new Map<number, Tally>();
  let failedBeforeSteady = 0;
  for (const line of lines) {
    if (line.type === 'users') continue;
    const times = timesOf(line);
    const isSteady = line.second >= windows.steadyFrom && line.second < windows.steadyTo && mayBeSteady(line);
    add(whole, line, times, isSteady);
    add(endpointOf(endpoints, line), line, times, isSteady);
    add(tallyOf(seconds, line.second), line, times, isSteady);
    if (isSteady && line.outcome !== 'censored') steadyEnded.push(...times);
    if (line.outcome === 'failed' && line.second < windows.steadyFrom) failedBeforeSteady += line.count;
  }
  return { whole, steadyEnded, failedBeforeSteady, endpoints: sorted(endpoints), seconds, ...tallyUsers(lines) };
}

function emptyTally(): Tally {
  const none = { ok: 0, failed: 0, censored: 0 };
  return { all: { ...none }, causes: new Map(), ended: [], sumUs: 0, bytes: 0, steady: { ...none }, steadyOk: [] };
}

function add(tally: Tally, line: AttemptsLine, times: Times, isSteady: boolean): void {
  tally.all[line.outcome] += line.count;
  if (isSteady) tally.steady[line.outcome] += line.count;
  if (line.cause !== null) tally.causes.set(line.cause, (tally.causes.get(line.cause) ?? 0) + line.count);
  if (line.outcome === 'censored') return;
  tally.sumUs += Math.round(line.sumMs * 1000);
  tally.bytes += line.bytes;
  tally.ended.push(...times);
  if (isSteady && line.outcome === 'ok') tally.steadyOk.push(...times);
}

function tallyOf(seconds: Map<number, Tally>, second: number): Tally {
  const tally = seconds.get(second) ?? emptyTally();
  seconds.set(second, tally);
  return tally;
}

function endpointOf(endpoints: Map<string, EndpointTally>, { userClass, name }: AttemptsLine): EndpointTally {
  const key = JSON.stringify([userClass, name]);
  const tally = endpoints.get(key) ?? { ...emptyTally(), userClass, name };
  endpoints.set(key, tally);
  return tally;
}

/** By code unit, because a locale's order is another on another machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sorted(endpoints: ReadonlyMap<string, EndpointTally>): EndpointTally[] {
  return [...endpoints.values()].toSorted(
    (a, b) => compareText(a.userClass, b.userClass) || compareText(a.name, b.name),
  );
}

function tallyUsers(lines: readonly LoadLine[]): Pick<LoadTally, 'activeUsers' | 'thinkDrawnMs' | 'thinkRealisedMs'> {
  const activeUsers = new Map<number, number>();
  let [drawnUs, realisedUs] = [0, 0];
  for (const line of lines) {
    if (line.type !== 'users') continue;
    activeUsers.set(line.second, (activeUsers.get(line.second) ?? 0) + line.active);
    drawnUs += Math.round(line.thinkDrawnMs * 1000);
    realisedUs += Math.round(line.thinkRealisedMs * 1000);
  }
  return { activeUsers, thinkDrawnMs: drawnUs / 1000, thinkRealisedMs: realisedUs / 1000 };
}
