/** Lines of load.ndjson and samples.ndjson for tests, each changed where a test needs it. */
import type { AttemptsLine, UsersLine } from '../load-line.ts';
import type { ActivityRow, PoolerTotals, PoolRow, SampleOf } from '../sample-line.ts';
import { hdrOf } from './factories.ts';

/** When the segment of aSegment() starts. */
export const startsAt = 1_763_870_000;

type LineFields = Partial<Omit<AttemptsLine, 'type' | 'us' | 'hdr' | 'count' | 'sumMs'>>;

/** Attempts with these response times in microseconds, raw as k6 writes up to eight of them, else as a histogram. */
export function anAttemptsLine(us: readonly number[], fields: LineFields = {}, raw = us.length <= 8): AttemptsLine {
  const base = {
    type: 'attempts' as const,
    second: startsAt,
    userClass: 'browsing',
    name: 'GET /dashboard/',
    outcome: 'ok' as const,
    cause: null,
    count: us.length,
    sumMs: us.reduce((sum, one) => sum + one, 0) / 1000,
    bytes: 6144 * us.length,
    ...fields,
  };
  return raw ? { ...base, us: us.toSorted((a, b) => a - b) } : { ...base, hdr: hdrOf(us) };
}

export function aUsersLine(second: number, overrides: Partial<UsersLine> = {}): UsersLine {
  return { type: 'users', second, active: 10, thinkDrawnMs: 1000, thinkRealisedMs: 1001, ...overrides };
}

export function aPoolRow(overrides: Partial<PoolRow> = {}): PoolRow {
  return {
    database: 'poolproof',
    user: 'poolproof_app',
    clActive: 4,
    clWaiting: 1,
    svActive: 2,
    svIdle: 3,
    svUsed: 0,
    svTested: 0,
    svLogin: 0,
    maxWaitUs: 1500,
    poolMode: 'transaction',
    ...overrides,
  };
}

export function aPoolsSample(tick: number, rows: readonly PoolRow[] = [aPoolRow()]): SampleOf<'pools'> {
  return { type: 'pools', tick, at: tick + 0.003, rows: [...rows] };
}

export function aPoolerTotalsSample(tick: number, overrides: Partial<PoolerTotals> = {}): SampleOf<'pooler-totals'> {
  const row = {
    database: 'poolproof',
    xactCount: 60,
    queryCount: 90,
    serverAssignmentCount: 60,
    xactTimeUs: 90_000,
    queryTimeUs: 60_000,
    waitTimeUs: 1500,
    ...overrides,
  };
  return { type: 'pooler-totals', tick, at: tick + 0.003, rows: [row] };
}

export function anActivityRow(overrides: Partial<ActivityRow> = {}): ActivityRow {
  return {
    role: 'poolproof_app',
    backendType: 'client backend',
    state: 'idle',
    waitEventType: 'Client',
    waitEvent: 'ClientRead',
    count: 1,
    ...overrides,
  };
}

export function anActivitySample(tick: number, rows: readonly ActivityRow[] = [anActivityRow()]): SampleOf<'activity'> {
  return { type: 'activity', tick, at: tick + 0.004, rows: [...rows] };
}

type CpuProcess = SampleOf<'cpu'>['processes'][number];

/** CPU so far of processes, by role. */
export function aCpuSample(
  tick: number,
  cpuS: Partial<Record<CpuProcess['role'], number>>,
  machine: SampleOf<'cpu'>['machine'] = null,
): SampleOf<'cpu'> {
  const role = (name: CpuProcess['role']) => ({ role: name, cpuS: cpuS[name] ?? 0, rssBytes: 1_000_000, processes: 1 });
  const roles = (['app', 'postgres', 'pgbouncer', 'k6', 'runner'] as const).filter((name) => cpuS[name] !== undefined);
  return { type: 'cpu', tick, at: tick + 0.001, processes: roles.map(role), machine };
}
