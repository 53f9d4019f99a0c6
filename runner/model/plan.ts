import { z } from 'zod';
import { aaSchema } from './aa.ts';
import { boundSchema } from './bound.ts';
import { armSchema, gateLimitsSchema, metricSchema, poolerSettingsSchema } from './config.ts';
import { looksSchema } from './looks.ts';
import { noiseFloorSchema } from './noise-floor.ts';
import { openModelSchema } from './open-model.ts';
import { profileSchema } from './profile.ts';
import { recordedRunsSchema } from './recorded-runs.ts';
import { schemaVersionField } from './version.ts';

/** A criterion as resolved: `arm` is judged, `against` is the denominator of a ratio or null. */
export const plannedCriterionSchema = z.strictObject({
  id: z.string(),
  metric: metricSchema,
  arm: z.string(),
  against: z.string().nullable(),
  bound: boundSchema,
});
export type PlannedCriterion = z.infer<typeof plannedCriterionSchema>;

export const plannedSegmentSchema = z.strictObject({ index: z.int().min(1), block: z.int().min(1), arm: z.string() });
export type PlannedSegment = z.infer<typeof plannedSegmentSchema>;

/** What was run: `source` says where it came from, in words. */
export const toolSchema = z.strictObject({ version: z.string(), source: z.string(), sha256: z.string().nullable() });
export type Tool = z.infer<typeof toolSchema>;

export const hostSchema = z.strictObject({
  os: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  processors: z.int(),
  memoryBytes: z.number(),
  node: z.string(),
});
export type HostFacts = z.infer<typeof hostSchema>;

/** plan.json: everything that was decided before the first segment. */
export const planSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  bench: z.string(),
  /** UTC, ISO 8601: the only time that reports show. */
  createdAt: z.string(),
  seed: z.int(),
  profile: profileSchema,
  users: z.int(),
  userClasses: z.array(
    z.strictObject({
      name: z.string(),
      weight: z.number(),
      users: z.int(),
      thinkS: z.tuple([z.number(), z.number()]),
      tasks: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
    }),
  ),
  loginNames: z.strictObject({ form: z.string(), submit: z.string() }),
  app: z.string(),
  stack: z.string(),
  arms: z.array(armSchema),
  pooler: poolerSettingsSchema,
  database: z.strictObject({
    name: z.string(),
    role: z.string(),
    maxConnections: z.int(),
    statementTimeoutMs: z.int(),
  }),
  criteria: z.array(plannedCriterionSchema),
  gates: gateLimitsSchema,
  requestTimeoutS: z.number(),
  /** The arrivals of an open run; null for a closed loop. */
  open: openModelSchema.nullable().default(null),
  segments: z.array(plannedSegmentSchema).min(1),
  /** Null: the run is judged once, when all of its blocks have been run. */
  looks: looksSchema.nullable().default(null),
  tools: z.record(z.string(), toolSchema),
  host: hostSchema,
  /** Runs recorded elsewhere with as many users, when the profile is the one they were recorded with. */
  recorded: recordedRunsSchema.nullable(),
  /** The noise floor of this host for this bench, profile and app, when one is known. */
  noiseFloor: noiseFloorSchema.nullable(),
  /** Null: arms that differ are compared. */
  aa: aaSchema.nullable().default(null),
  /** What kind of k6 made the load; null in files from before this was kept. */
  k6Kind: z.enum(['poolproof', 'stock']).nullable().default(null),
});
export type Plan = z.infer<typeof planSchema>;
