import { z } from 'zod';

/** Fields of every line: the whole second it was due (`tick`) and the unix time in seconds at which it was read (`at`). */
const base = { tick: z.int(), at: z.number() };

/** A row of SHOW POOLS that is the app's: its database, by column name; a column that this version lacks is null. */
export const poolRowSchema = z.object({
  database: z.string(),
  user: z.string(),
  clActive: z.number(),
  clWaiting: z.number(),
  svActive: z.number(),
  svIdle: z.number(),
  svUsed: z.number(),
  svTested: z.number(),
  svLogin: z.number(),
  maxWaitUs: z.number(),
  poolMode: z.string().nullable(),
});
export type PoolRow = z.infer<typeof poolRowSchema>;

/** A row of SHOW STATS_TOTALS of the app's database; counters since the pooler started. */
export const poolerTotalsSchema = z.object({
  database: z.string(),
  xactCount: z.number(),
  queryCount: z.number(),
  /** Null before PgBouncer 1.23. */
  serverAssignmentCount: z.number().nullable(),
  xactTimeUs: z.number(),
  queryTimeUs: z.number(),
  waitTimeUs: z.number(),
});
export type PoolerTotals = z.infer<typeof poolerTotalsSchema>;

/** Sessions of pg_stat_activity with the same role, state and wait event. */
export const activityRowSchema = z.object({
  role: z.string().nullable(),
  backendType: z.string(),
  state: z.string().nullable(),
  waitEventType: z.string().nullable(),
  waitEvent: z.string().nullable(),
  count: z.number(),
});
export type ActivityRow = z.infer<typeof activityRowSchema>;

export const processRoles = ['app', 'postgres', 'pgbouncer', 'k6', 'runner', 'redis'] as const;
export type ProcessRole = (typeof processRoles)[number];

/** CPU of the process trees of the run so far, and of the whole machine, in seconds. Null where the OS does not say. */
const cpuSchema = z.object({
  ...base,
  type: z.literal('cpu'),
  processes: z.array(
    z.object({ role: z.enum(processRoles), cpuS: z.number(), rssBytes: z.number(), processes: z.int() }),
  ),
  /** From /proc/stat: all processors together, since boot. */
  machine: z.object({ busyS: z.number(), stealS: z.number(), totalS: z.number(), processors: z.int() }).nullable(),
});

/** One reading of one source at one tick; or that it was missed, and why. */
export const sampleLineSchema = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('pools'), rows: z.array(poolRowSchema) }),
  z.object({ ...base, type: z.literal('pooler-totals'), rows: z.array(poolerTotalsSchema) }),
  z.object({ ...base, type: z.literal('activity'), rows: z.array(activityRowSchema) }),
  cpuSchema,
  z.object({
    ...base,
    type: z.literal('missed'),
    source: z.enum(['pools', 'pooler-totals', 'activity', 'cpu']),
    reason: z.string(),
  }),
]);
export type SampleLine = z.infer<typeof sampleLineSchema>;
export type SampleOf<T extends SampleLine['type']> = Extract<SampleLine, { type: T }>;
