/** One pass over the load lines of a segment. */
import type { AttemptsLine, LoadLine, Outcome } from '../model/load-line.ts';
import { addTimes, eachTime, type Times } from './histogram.ts';
import type { SegmentWindows } from './windows.ts';

/** Attempts by outcome. */
export type Outcomes = Record<Outcome, number>;

/** Attempts counted together. */
export interface Tally {
  readonly all: Outcomes;
  readonly causes: Map<string, number>;
}

/** Those of one second, or one endpoint. `ended` are those with an answer, right or wrong. */
export interface TimedTally extends Tally {
  readonly ended: Times;
  /** Of ended attempts. Microseconds are whole numbers, whose sum no order of adding changes. */
  sumUs: number;
  bytes: number;
}

/** Attempts that began in steady. */
interface SteadyTally {
  readonly steady: Outcomes;
  readonly steadyOk: Times;
}

export interface EndpointTally extends TimedTally, SteadyTally {
  readonly userClass: string;
  readonly name: string;
}

export interface LoadTally {
  readonly whole: Tally & SteadyTally;
  /** The bucket of the slowest that ended in steady, which need not be an ok one; null when none did. */
  readonly steadySlowest: number | null;
  readonly failedBeforeSteady: number;
  readonly endpoints: readonly EndpointTally[];
  readonly seconds: ReadonlyMap<number, TimedTally>;
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
  const whole = emptyWhole();
  const endpoints = new Map<string, Map<string, EndpointTally>>();
  const seconds = new Map<number, TimedTally>();
  let [failedBeforeSteady, steadySlowest] = [0, -1];
  for (const line of lines) {
    if (line.type === 'users') continue;
    const isSteady = line.second >= windows.steadyFrom && line.second < windows.steadyTo && mayBeSteady(line);
    const endpoint = endpointOf(endpoints, line);
    const second = secondOf(seconds, line.second);
    for (const tally of [whole, endpoint, second]) count(tally, line);
    if (isSteady) for (const { steady } of [whole, endpoint]) steady[line.outcome] += line.count;
    if (line.outcome === 'failed' && line.second < windows.steadyFrom) failedBeforeSteady += line.count;
    if (line.outcome === 'censored') continue;
    for (const tally of [endpoint, second]) weigh(tally, line);
    eachTime(line, (bucket, times) => {
      for (const { ended } of [endpoint, second]) addTimes(ended, bucket, times);
      if (!isSteady) return;
      steadySlowest = Math.max(steadySlowest, bucket);
      if (line.outcome === 'ok') for (const { steadyOk } of [whole, endpoint]) addTimes(steadyOk, bucket, times);
    });
  }
  return {
    whole,
    steadySlowest: steadySlowest < 0 ? null : steadySlowest,
    failedBeforeSteady,
    endpoints: sorted(endpoints),
    seconds,
    ...tallyUsers(lines),
  };
}

const noOutcomes = (): Outcomes => ({ ok: 0, failed: 0, censored: 0 });

function emptyWhole(): LoadTally['whole'] {
  return { all: noOutcomes(), causes: new Map(), steady: noOutcomes(), steadyOk: new Map() };
}

function emptySecond(): TimedTally {
  return { all: noOutcomes(), causes: new Map(), ended: new Map(), sumUs: 0, bytes: 0 };
}

function emptyEndpoint({ userClass, name }: AttemptsLine): EndpointTally {
  return {
    userClass,
    name,
    all: noOutcomes(),
    causes: new Map(),
    ended: new Map(),
    sumUs: 0,
    bytes: 0,
    steady: noOutcomes(),
    steadyOk: new Map(),
  };
}

function count({ all, causes }: Tally, line: AttemptsLine): void {
  all[line.outcome] += line.count;
  if (line.cause !== null) causes.set(line.cause, (causes.get(line.cause) ?? 0) + line.count);
}

function weigh(tally: TimedTally, { sumMs, bytes }: AttemptsLine): void {
  tally.sumUs += Math.round(sumMs * 1000);
  tally.bytes += bytes;
}

function secondOf(seconds: Map<number, TimedTally>, second: number): TimedTally {
  const known = seconds.get(second);
  if (known !== undefined) return known;
  const tally = emptySecond();
  seconds.set(second, tally);
  return tally;
}

/** By class and then by name: to make one key of both would take as long as all the rest of the line. */
function endpointOf(endpoints: Map<string, Map<string, EndpointTally>>, line: AttemptsLine): EndpointTally {
  const ofClass = endpoints.get(line.userClass) ?? new Map<string, EndpointTally>();
  if (ofClass.size === 0) endpoints.set(line.userClass, ofClass);
  const known = ofClass.get(line.name);
  if (known !== undefined) return known;
  const tally = emptyEndpoint(line);
  ofClass.set(line.name, tally);
  return tally;
}

/** By code unit, because a locale's order is another on another machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sorted(endpoints: ReadonlyMap<string, ReadonlyMap<string, EndpointTally>>): EndpointTally[] {
  return [...endpoints.values()]
    .flatMap((ofClass) => [...ofClass.values()])
    .toSorted((a, b) => compareText(a.userClass, b.userClass) || compareText(a.name, b.name));
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
