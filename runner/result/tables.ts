/** Tallies as result.json has them. */
import type { Endpoint, Second } from '../model/result.ts';
import { countsOf, encodeCounts, fastestMs, quantileMs } from './histogram.ts';
import { compareText, type EndpointTally, type LoadTally, type Tally, type TimedTally } from './load.ts';
import type { readingsByTick } from './samples.ts';
import type { SegmentWindows } from './windows.ts';

/** Counts by cause, sorted, so that the order of lines does not show. */
export function causeCounts({ causes }: Tally): Record<string, number> {
  return Object.fromEntries([...causes].toSorted(([a], [b]) => compareText(a, b)));
}

export function endpointRow(tally: EndpointTally): Endpoint {
  const ended = countsOf(tally.ended);
  return {
    userClass: tally.userClass,
    name: tally.name,
    ...tally.all,
    causes: causeCounts(tally),
    sumMs: tally.sumUs / 1000,
    bytes: tally.bytes,
    minMs: fastestMs(ended),
    maxMs: quantileMs(ended, 1),
    hdr: encodeCounts(ended),
    steadyOkHdr: encodeCounts(countsOf(tally.steadyOk)),
    steady: { ...tally.steady },
  };
}

/** A row for each second from the start of the load to the end of the segment. */
export function secondRows(
  load: LoadTally | null,
  { startedAt, endedAt }: SegmentWindows,
  readings: ReturnType<typeof readingsByTick>,
): Second[] {
  return Array.from({ length: Math.max(0, endedAt - startedAt) }, (_, offsetS) => {
    const second = startedAt + offsetS;
    return {
      offsetS,
      activeUsers: load?.activeUsers.get(second) ?? null,
      ...attemptsOf(load?.seconds.get(second)),
      ...readings(second),
    };
  });
}

type SecondAttempts = Pick<
  Second,
  'ok' | 'failed' | 'censored' | 'causes' | 'sumMs' | 'bytes' | 'p50Ms' | 'p95Ms' | 'hdr'
>;

const nothingBegan: SecondAttempts = {
  ok: 0,
  failed: 0,
  censored: 0,
  causes: {},
  sumMs: 0,
  bytes: 0,
  p50Ms: null,
  p95Ms: null,
  hdr: null,
};

function attemptsOf(tally: TimedTally | undefined): SecondAttempts {
  if (tally === undefined) return nothingBegan;
  const ended = countsOf(tally.ended);
  return {
    ...tally.all,
    causes: causeCounts(tally),
    sumMs: tally.sumUs / 1000,
    bytes: tally.bytes,
    p50Ms: quantileMs(ended, 0.5),
    p95Ms: quantileMs(ended, 0.95),
    hdr: encodeCounts(ended),
  };
}
