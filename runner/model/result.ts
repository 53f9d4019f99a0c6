import { z } from 'zod';
import { poolerSettingsSchema } from './config.ts';
import { gateReadingSchema } from './gate.ts';
import { overheadSchema, segmentStatusSchema, sqlstatesSchema } from './segment.ts';
import { schemaVersionField } from './version.ts';

const reading = z.number().nullable();
const causeCounts = z.record(z.string(), z.number());

/** Attempts of one user class and name in one segment. Histograms are base64 (V2 compressed HDR, microseconds). */
export const endpointSchema = z.strictObject({
  userClass: z.string(),
  name: z.string(),
  ok: z.number(),
  failed: z.number(),
  censored: z.number(),
  causes: causeCounts,
  /** Of ended attempts (ok and failed), whole segment. */
  sumMs: z.number(),
  bytes: z.number(),
  minMs: reading,
  maxMs: reading,
  /** All ended attempts of the whole segment; null when there are none. */
  hdr: z.string().nullable(),
  /** Ok attempts that began in steady; null when there are none. */
  steadyOkHdr: z.string().nullable(),
  steady: z.strictObject({ ok: z.number(), failed: z.number(), censored: z.number() }),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** One second of a segment; `offsetS` 0 is the start of the load. Samples are null where the tick was missed. */
export const secondSchema = z.strictObject({
  offsetS: z.int(),
  activeUsers: reading,
  ok: z.number(),
  failed: z.number(),
  censored: z.number(),
  causes: causeCounts,
  /** Of attempts that began in this second and ended, as all that follows up to `hdr`. */
  sumMs: z.number(),
  bytes: z.number(),
  p50Ms: reading,
  p95Ms: reading,
  hdr: z.string().nullable(),
  clActive: reading,
  clWaiting: reading,
  svActive: reading,
  svIdle: reading,
  maxWaitMs: reading,
  /** Backends of the app's role. */
  backends: reading,
  backendsActive: reading,
  backendsIdleInTransaction: reading,
});
export type Second = z.infer<typeof secondSchema>;

const cpuSchema = z.strictObject({
  app: reading,
  postgres: reading,
  pgbouncer: reading,
  k6: reading,
  runner: reading,
  /** Left out where no Redis ran. */
  redis: z.number().optional(),
});

const arrivalCountsSchema = z.strictObject({
  due: z.int(),
  dropped: z.int(),
  steadyDue: z.int(),
  steadyDropped: z.int(),
});
export type ArrivalCounts = z.infer<typeof arrivalCountsSchema>;

/** One segment. attempts, failures, causes are of the whole segment; medianMs to goodputPerS of steady. */
export const resultSegmentSchema = z.strictObject({
  index: z.int(),
  arm: z.string(),
  block: z.int(),
  status: segmentStatusSchema,
  reason: z.string().nullable(),
  /** Unix second in which the load started; null when no file says. */
  startedAt: z.int().nullable(),
  durationS: z.number(),
  rampS: z.number(),
  steadyFromS: z.number(),
  steadyS: z.number(),
  /** Censored included. */
  attempts: z.number(),
  failures: z.number(),
  censored: z.number(),
  causes: causeCounts,
  /** Failures that began before steady. */
  failuresBeforeSteady: z.number(),
  /** A failed attempt ranks as infinitely slow, a censored one above all that ended. Null when not finite. */
  medianMs: reading,
  /** Why medianMs is null; null when it is not. */
  medianReason: z.string().nullable(),
  p95Ms: reading,
  p99Ms: reading,
  /** Slowest ended attempt of steady. */
  maxMs: reading,
  throughputPerS: reading,
  goodputPerS: reading,
  loggedInShare: reading,
  /** Users that never got in, for causes other than the database. */
  loginsLostOtherwise: reading,
  serverLogins: reading,
  serverLoginsNotPooler: reading,
  poolerTransactions: reading,
  refusedConnections: z.strictObject({ app: reading, log: reading }),
  /** Errors of the app's role that Postgres logged. */
  sqlstates: sqlstatesSchema,
  maxClientsActive: reading,
  maxServersActive: reading,
  maxClientsWaiting: reading,
  maxBackends: reading,
  /** Open runs: how many arrivals were due, and how many of those were never begun. Null for a closed loop. */
  arrivals: arrivalCountsSchema.nullable().default(null),
  /** CPU seconds while the load ran, by process. */
  cpuS: cpuSchema,
  thinkDrawnMs: z.number(),
  thinkRealisedMs: z.number(),
  /** Lines of load.ndjson and samples.ndjson that were torn and left out. */
  tornLines: z.int(),
  /** The pooler's settings as its console gave them, and the app's by its own word, before the load. */
  poolerReadBack: poolerSettingsSchema.nullable(),
  appSettings: z.record(z.string(), z.unknown()).nullable(),
  overheadS: overheadSchema.nullable(),
  gates: z.array(gateReadingSchema),
  /** What could not be read or measured, a sentence each. */
  notes: z.array(z.string()),
  seconds: z.array(secondSchema),
  endpoints: z.array(endpointSchema),
});
export type ResultSegment = z.infer<typeof resultSegmentSchema>;

/** result.json: a pure fold of segments/, which can be rebuilt from them. */
export const resultSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  bench: z.string(),
  users: z.int(),
  profile: z.string(),
  seed: z.int(),
  arms: z.array(z.string()),
  segments: z.array(resultSegmentSchema),
});
export type Result = z.infer<typeof resultSchema>;
