/** What the sampler saw of one segment, second by second. */
import type { Plan } from '../model/plan.ts';
import type { ResultSegment, Second } from '../model/result.ts';
import { processRoles, type ProcessRole, type SampleLine, type SampleOf } from '../model/sample-line.ts';

/** The readings of one second; null where the tick was missed. */
export type PoolReadings = Pick<Second, 'clActive' | 'clWaiting' | 'svActive' | 'svIdle' | 'maxWaitMs'>;
export type BackendReadings = Pick<Second, 'backends' | 'backendsActive' | 'backendsIdleInTransaction'>;

type Database = Pick<Plan['database'], 'name' | 'role'>;

/** The app's share of SHOW POOLS. It has no row for a database that nobody has used yet: that reads as zero. */
export function poolReadings({ rows }: SampleOf<'pools'>, database: Database): PoolReadings {
  const own = rows.filter((row) => row.database === database.name);
  return {
    clActive: sum(own.map((row) => row.clActive)),
    clWaiting: sum(own.map((row) => row.clWaiting)),
    svActive: sum(own.map((row) => row.svActive)),
    svIdle: sum(own.map((row) => row.svIdle)),
    maxWaitMs: Math.max(0, ...own.map((row) => row.maxWaitUs)) / 1000,
  };
}

/** Sessions of the app's role, whoever opened them. */
export function backendReadings({ rows }: SampleOf<'activity'>, database: Database): BackendReadings {
  const own = rows.filter((row) => row.role === database.role && row.backendType === 'client backend');
  const inState = (holds: (state: string) => boolean) =>
    sum(own.filter((row) => holds(row.state ?? '')).map((row) => row.count));
  return {
    backends: sum(own.map((row) => row.count)),
    backendsActive: inState((state) => state === 'active'),
    // "idle in transaction" and "idle in transaction (aborted)".
    backendsIdleInTransaction: inState((state) => state.startsWith('idle in transaction')),
  };
}

const noPools: PoolReadings = { clActive: null, clWaiting: null, svActive: null, svIdle: null, maxWaitMs: null };
const noBackends: BackendReadings = { backends: null, backendsActive: null, backendsIdleInTransaction: null };

/** Looks up what was read at a tick (unix second). */
export function readingsByTick(
  samples: readonly SampleLine[],
  database: Database,
): (tick: number) => PoolReadings & BackendReadings {
  const pools = new Map<number, PoolReadings>();
  const backends = new Map<number, BackendReadings>();
  for (const sample of samples) {
    if (sample.type === 'pools') pools.set(sample.tick, poolReadings(sample, database));
    if (sample.type === 'activity') backends.set(sample.tick, backendReadings(sample, database));
  }
  return (tick) => ({ ...(pools.get(tick) ?? noPools), ...(backends.get(tick) ?? noBackends) });
}

/** Largest of the readings there are; null when there is none. */
export function largest(readings: readonly (number | null)[]): number | null {
  const read = readings.filter((reading) => reading !== null);
  return read.length === 0 ? null : Math.max(...read);
}

/**
 * CPU seconds of each process tree between the first and the last reading within [from, to] (unix seconds); null where there
 * are not two, and without a key for Redis there: most runs have none. A few hundredths before the first and after the last are not in it.
 */
export function cpuSeconds(
  samples: readonly SampleLine[],
  { from, to }: { readonly from: number; readonly to: number },
): ResultSegment['cpuS'] {
  const readings = samples
    .filter((sample) => sample.type === 'cpu')
    .filter(({ tick }) => tick >= from && tick <= to)
    .toSorted((a, b) => a.tick - b.tick);
  const used = (role: ProcessRole): number | null => {
    const totals = readings
      .map(({ processes }) => processes.filter((process) => process.role === role))
      .filter((own) => own.length > 0)
      .map((own) => sum(own.map(({ cpuS }) => cpuS)));
    const [first, last] = [totals.at(0), totals.at(-1)];
    if (totals.length < 2 || first === undefined || last === undefined) return null;
    // Kernels count in ticks of 10 ms; more digits are noise of binary fractions.
    return Number((last - first).toFixed(6));
  };
  const [app, postgres, pgbouncer, k6, runner, redis] = processRoles.map(used);
  return {
    app: app ?? null,
    postgres: postgres ?? null,
    pgbouncer: pgbouncer ?? null,
    k6: k6 ?? null,
    runner: runner ?? null,
    ...(typeof redis === 'number' ? { redis } : {}),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
