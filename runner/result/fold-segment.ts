import type { Plan } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import type { SegmentFiles } from '../model/segment-files.ts';
import { arrivalCounts, isArrivalOf } from './arrivals.ts';
import { countsOf, slowestMsIn } from './histogram.ts';
import { tallyLoad, type LoadTally } from './load.ts';
import { readLogins } from './logins.ts';
import { lostLines } from './lost-lines.ts';
import { rankedQuantile } from './ranking.ts';
import { cpuSeconds, largest, readingsByTick } from './samples.ts';
import { causeCounts, endpointRow, secondRows } from './tables.ts';
import { windowsOfSegment, type SegmentWindows } from './windows.ts';

const noLoad = 'load.ndjson is missing';

/**
 * One segment of result.json, as far as its files go: what is not there is null, and a segment without its load or its
 * segment.json is partial.
 * @throws PoolproofError when a histogram of load.ndjson does not hold what its line says.
 */
export function foldSegment(plan: Plan, files: SegmentFiles): ResultSegment {
  const windows = windowsOfSegment(plan, files);
  const lines = files.load?.lines ?? [];
  const isArrival = isArrivalOf(plan, windows);
  const load = files.load === null ? null : tallyLoad(lines, windows, isArrival);
  const arrivals = load === null ? null : arrivalCounts(plan, lines, windows);
  const samples = files.samples?.lines ?? [];
  const seconds = secondRows(load, windows, readingsByTick(samples, plan.database));
  return {
    index: files.index,
    arm: files.arm,
    block: blockOf(plan, files),
    ...statusOf(files, windows),
    startedAt: isStartKnown(files) ? windows.startedAt : null,
    durationS: Math.max(0, windows.steadyTo - windows.startedAt),
    rampS: windows.rampS,
    steadyFromS: windows.steadyFrom - windows.startedAt,
    steadyS: steadySeconds(windows),
    ...wholeReadings(plan, load),
    ...steadyReadings(load, steadySeconds(windows), arrivals?.steadyDropped ?? 0),
    arrivals,
    ...factsOf(files),
    maxClientsActive: largest(seconds.map(({ clActive }) => clActive)),
    maxServersActive: largest(seconds.map(({ svActive }) => svActive)),
    maxClientsWaiting: largest(seconds.map(({ clWaiting }) => clWaiting)),
    maxBackends: largest(seconds.map(({ backends }) => backends)),
    cpuS: cpuSeconds(samples, { from: windows.startedAt, to: windows.endedAt }),
    tornLines: (files.load?.torn ?? 0) + (files.samples?.torn ?? 0),
    gates: [...(files.segment?.gates ?? [])],
    notes: [...(files.segment?.notes ?? [])],
    seconds,
    endpoints: load?.endpoints.map(endpointRow) ?? [],
  };
}

function isStartKnown({ segment, load }: SegmentFiles): boolean {
  return segment !== null || (load !== null && load.lines.length > 0);
}

function steadySeconds({ steadyFrom, steadyTo }: SegmentWindows): number {
  return Math.max(0, steadyTo - steadyFrom);
}

function blockOf(plan: Plan, { index, segment }: SegmentFiles): number {
  return segment?.block ?? plan.segments.find((planned) => planned.index === index)?.block ?? 0;
}

function statusOf(
  { segment, load, damage = [] }: SegmentFiles,
  windows: SegmentWindows,
): Pick<ResultSegment, 'status' | 'reason'> {
  if (damage.length > 0) return { status: 'partial', reason: `damaged, so not judged: ${damage.join('; ')}` };
  if (segment === null)
    return { status: 'partial', reason: 'segment.json is missing: the run ended before the segment did' };
  const { status } = segment;
  const lost = status !== 'ok' ? null : load === null ? noLoad : lostLines(load.lines, windows);
  return lost === null ? { status, reason: segment.reason } : { status: 'partial', reason: lost };
}

type WholeReadings = Pick<
  ResultSegment,
  | 'attempts'
  | 'failures'
  | 'censored'
  | 'causes'
  | 'failuresBeforeSteady'
  | 'loggedInShare'
  | 'loginsLostOtherwise'
  | 'thinkDrawnMs'
  | 'thinkRealisedMs'
>;

function wholeReadings(plan: Plan, load: LoadTally | null): WholeReadings {
  const logins = load === null ? null : readLogins(plan, load.endpoints);
  const { ok, failed, censored } = load?.whole.all ?? { ok: 0, failed: 0, censored: 0 };
  return {
    attempts: ok + failed + censored,
    failures: failed,
    censored,
    causes: load === null ? {} : causeCounts(load.whole),
    failuresBeforeSteady: load?.failedBeforeSteady ?? 0,
    loggedInShare: logins?.loggedInShare ?? null,
    loginsLostOtherwise: logins?.lostOtherwise ?? null,
    thinkDrawnMs: load?.thinkDrawnMs ?? 0,
    thinkRealisedMs: load?.thinkRealisedMs ?? 0,
  };
}

type SteadyReadings = Pick<
  ResultSegment,
  'medianMs' | 'medianReason' | 'p95Ms' | 'p99Ms' | 'maxMs' | 'throughputPerS' | 'goodputPerS'
>;

function steadyReadings(load: LoadTally | null, steadyS: number, dropped: number): SteadyReadings {
  const none = { p95Ms: null, p99Ms: null, maxMs: null, throughputPerS: null, goodputPerS: null };
  if (load === null) return { ...none, medianMs: null, medianReason: noLoad };
  if (steadyS === 0) return { ...none, medianMs: null, medianReason: 'the segment ended before steady began' };
  const { ok, failed, censored } = load.whole.steady;
  const ranked = { counts: countsOf(load.whole.steadyOk), failed, dropped, censored };
  const [median, p95, p99] = [0.5, 0.95, 0.99].map((share) => rankedQuantile(ranked, share));
  return {
    medianMs: median?.ms ?? null,
    medianReason: median?.reason ?? null,
    p95Ms: p95?.ms ?? null,
    p99Ms: p99?.ms ?? null,
    maxMs: load.steadySlowest === null ? null : slowestMsIn(load.steadySlowest),
    throughputPerS: (ok + failed) / steadyS,
    goodputPerS: ok / steadyS,
  };
}

type Facts = Pick<
  ResultSegment,
  | 'serverLogins'
  | 'serverLoginsNotPooler'
  | 'poolerTransactions'
  | 'refusedConnections'
  | 'sqlstates'
  | 'poolerReadBack'
  | 'appSettings'
  | 'overheadS'
>;

function factsOf({ segment }: SegmentFiles): Facts {
  return {
    serverLogins: segment?.facts.serverLogins ?? null,
    serverLoginsNotPooler: segment?.facts.serverLoginsNotPooler ?? null,
    poolerTransactions: segment?.facts.poolerTransactions ?? null,
    refusedConnections: segment?.facts.refusedConnections ?? { app: null, log: null },
    sqlstates: segment?.facts.sqlstates ?? null,
    poolerReadBack: segment?.facts.poolerReadBack ?? null,
    appSettings: segment?.facts.appSettings ?? null,
    overheadS: segment?.facts.overheadS ?? null,
  };
}
