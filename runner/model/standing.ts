/** standing.json: the stack that `up` left running for a project. Mode 0600: it holds passwords. */
import { z } from 'zod';
import { appSchema, armSchema, configSchema, poolerSettingsSchema } from './config.ts';
import { processRoles } from './sample-line.ts';
import { schemaVersionField } from './version.ts';

const addressSchema = z.strictObject({
  host: z.string(),
  port: z.int(),
  database: z.string(),
  user: z.string(),
  password: z.string(),
});

/** A process to be found again later: `identity` tells it from another that got its pid. */
export const standingProcessSchema = z.strictObject({
  role: z.enum(processRoles),
  pid: z.int().positive(),
  identity: z.string(),
  /** Asks it to stop. */
  signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']),
  withinMs: z.number(),
});
export type StandingProcess = z.infer<typeof standingProcessSchema>;

/** A program of the app's, run with the app's own environment. */
export const appToolSchema = z.strictObject({
  command: z.array(z.string()).min(1),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
});
export type AppTool = z.infer<typeof appToolSchema>;

/** What `up` was asked for. */
const askedSchema = z.strictObject({
  /** Where `up` was called, whose .env it is. */
  project: z.string(),
  appName: z.string(),
  app: appSchema,
  arm: armSchema,
  database: configSchema.shape.database,
  pooler: poolerSettingsSchema,
});
export type Asked = z.infer<typeof askedSchema>;

/** Where the parts are; every part listens on this machine. */
const partsSchema = z.strictObject({
  /** Origin of the app. */
  baseUrl: z.string(),
  /** Postgres as superuser, in the app's database. */
  postgres: addressSchema,
  /** PgBouncer's console. */
  poolerConsole: addressSchema,
  /** What tells whether the app's migrations are applied; null when the app has no such command. */
  migrationsCheck: appToolSchema.nullable(),
});
export type StandingParts = z.infer<typeof partsSchema>;

/** What `down` of a native stack must know beside the processes. */
const nativeSchema = z.strictObject({
  /** Postgres, to free what a killed server leaves behind. */
  postgres: z.strictObject({ path: z.string(), env: z.record(z.string(), z.string()) }),
  user: z.strictObject({ uid: z.int(), gid: z.int() }).nullable(),
});

/** What `down` of a stack in containers must know. */
const composeSchema = z.strictObject({
  /** The compose project, by whose label its containers are found. */
  project: z.string(),
  /** The app's service. */
  appService: z.string(),
});

export const standingSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  kind: z.enum(['native', 'compose']),
  /** The `up` that made it: dead while `parts` is null means that it was killed half-way. */
  owner: z.strictObject({ pid: z.int(), identity: z.string() }),
  startedAt: z.iso.datetime(),
  asked: askedSchema,
  /** Null until everything is healthy. */
  parts: partsSchema.nullable(),
  processes: z.array(standingProcessSchema),
  /** Null for other kinds. */
  native: nativeSchema.nullable(),
  compose: composeSchema.nullable().default(null),
});
export type StandingState = z.infer<typeof standingSchema>;
/** One that got healthy. */
export type HealthyState = StandingState & { readonly parts: StandingParts };
