import { z } from 'zod';
import { gateReadingSchema } from './gate.ts';
import { poolerSettingsSchema } from './config.ts';
import { schemaVersionField } from './version.ts';

/** Errors by SQLSTATE; null: could not be read, or written before they were kept. */
export const sqlstatesSchema = z.record(z.string(), z.number()).nullable().default(null);

export const segmentStatusSchema = z.enum(['ok', 'invalid', 'partial']);
export type SegmentStatus = z.infer<typeof segmentStatusSchema>;

const count = z.number().nullable();

/** Seconds spent on what is not load: until it starts (restore, start, prime), and from its end on. */
export const overheadSchema = z.strictObject({ start: z.number(), stop: z.number() });

/** What was found out about a segment beside the load and the samples. Null: could not be read. */
export const segmentFactsSchema = z.strictObject({
  /** Connections that Postgres authorised for the app's role (its log). */
  serverLogins: count,
  /** Those of them whose client port is not one from which the pooler connected (both logs). */
  serverLoginsNotPooler: count,
  /** Rise of the pooler's transaction count for the app's database while the load ran. */
  poolerTransactions: count,
  /** Connection attempts refused with 53300: as the app and as Postgres's log counted them. */
  refusedConnections: z.strictObject({ app: count, log: count }),
  /** Errors of the app's role that Postgres logged, from the start of the stack to the end of the load. */
  sqlstates: sqlstatesSchema,
  /** pool_mode and sizes as the pooler's console gave them before the load. */
  poolerReadBack: poolerSettingsSchema.nullable(),
  /** The app's own word on its settings, before the load. */
  appSettings: z.record(z.string(), z.unknown()).nullable(),
  overheadS: overheadSchema,
  /** How far the host's clock was set while the sampler ran, in seconds, forward above 0. Files from before this was read: null. */
  clockStepS: count.default(null),
});
export type SegmentFacts = z.infer<typeof segmentFactsSchema>;

/** segment.json: facts, gate readings and status of one segment. Times are unix seconds, whole where load is counted. */
export const segmentSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  index: z.int(),
  arm: z.string(),
  block: z.int(),
  status: segmentStatusSchema,
  /** Why it is not ok, in a sentence; null when it is. */
  reason: z.string().nullable(),
  startedAt: z.number(),
  steadyFrom: z.number(),
  steadyTo: z.number(),
  endedAt: z.number(),
  facts: segmentFactsSchema,
  gates: z.array(gateReadingSchema),
  /** What could not be read or measured, a sentence each. */
  notes: z.array(z.string()),
});
export type Segment = z.infer<typeof segmentSchema>;
