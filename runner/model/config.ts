import { z } from 'zod';
import { parseBound } from './bound.ts';
import { ownProfileSchema } from './profile.ts';

/** What the criteria judge; how each is computed is in docs/verdicts.md. */
export const metrics = [
  'success rate',
  'failures per 300 s',
  'connection errors',
  'median response time',
  'p95 response time',
  'p99 response time',
  'throughput',
] as const;
export const metricSchema = z.enum(metrics);
export type Metric = (typeof metrics)[number];

/** Metrics that only an open run can judge: a closed loop hides its tail (docs/open.md). */
export const openOnlyMetrics: readonly string[] = ['p95 response time', 'p99 response time'] satisfies Metric[];

const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'lower-case letters, digits, dots and dashes, starting with a letter or digit');

/** Stands in SQL and in PgBouncer's files as it is, so it needs no quoting in either. */
const identifierSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'letters, digits, _ and -, starting with a letter or _');

const criterionSchema = z.strictObject({
  metric: metricSchema,
  /** An arm ("pooled": an absolute bound) or two ("pooled/direct": a bound on their ratio). */
  arm: z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9.-]+)?$/, 'an arm, or two arms as "pooled/direct"'),
  bound: z
    .string()
    .refine((text) => parseBound(text) !== null, 'a bound such as "> 99 %", "<= 1.10", "< 600 ms", ">= 18/s" or "= 0"'),
});

const envSchema = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of an environment variable'),
  z.string(),
);

/** Settings of the pooler that an arm may change. */
export const poolerSettingsSchema = z.strictObject({
  poolMode: z.enum(['transaction', 'session', 'statement']),
  defaultPoolSize: z.int().min(1).max(10_000),
  maxClientConn: z.int().min(1).max(100_000),
  queryWaitTimeoutS: z.number().positive(),
});
export type PoolerSettings = z.infer<typeof poolerSettingsSchema>;

/**
 * One way to run the app. In `env`, `{poolerPort}`, `{postgresPort}`, `{host}` and `{redisUrl}` stand for what the stack picked;
 * an arm with `{redisUrl}` needs Redis.
 */
export const armSchema = z.strictObject({
  name: nameSchema,
  via: z.enum(['postgres', 'pooler']),
  env: envSchema.default({}),
  app: z.strictObject({ cwd: z.string() }).optional(),
  pooler: poolerSettingsSchema.partial().optional(),
  database: z.strictObject({ after: z.string() }).optional(),
});
export type Arm = z.infer<typeof armSchema>;

/** How an app is built and started. In its command `{bundle}` stands for the bundled entry, `{python}` for the interpreter. */
export const appSchema = z.strictObject({
  /** Entry of a TypeScript or JavaScript app that is bundled before it runs. */
  bundle: z.string().optional(),
  /** A Python app: its requirements, pinned with hashes (pip-compile --generate-hashes), go into an environment in the cache. */
  python: z.strictObject({ requirements: z.string() }).optional(),
  command: z.array(z.string()).min(1),
  env: envSchema.default({}),
  /** Ends with 0 when the database has all of the app's migrations; with the app's environment. */
  migrationsCheck: z.array(z.string()).min(1).optional(),
  /** Answers 2xx once the app can serve. */
  readyPath: z.string().startsWith('/'),
  /** Answers the effective settings as JSON, kept in segment.json. */
  settingsPath: z.string().startsWith('/').optional(),
  readyWithinS: z.number().positive().default(30),
  /** What docker-compose.yml calls it, for `--stack compose`: by default the service app-NAME with the profile NAME. */
  compose: z.strictObject({ service: z.string(), profile: z.string() }).optional(),
});
export type App = z.infer<typeof appSchema>;

const benchSchema = z.strictObject({
  users: z.int().min(1).max(10_000),
  flows: z.string(),
  arms: z.array(z.string()).min(2),
  criteria: z.array(criterionSchema).min(1),
  /** What `--open` judges. */
  openCriteria: z.array(criterionSchema).min(1).optional(),
  /** A file of runs recorded elsewhere, set beside ours when the profile is `reference`. */
  recorded: z.string().optional(),
});
export type Bench = z.infer<typeof benchSchema>;

/** Limits of the gates (docs/verdicts.md). A reading above the limit voids the segment. */
export const gateLimitsSchema = z.strictObject({
  /** Contradictions to the way that an arm says its connections go. More than none is for a connection that the app must open past it. */
  toggleContradictions: z.int().min(0).default(0),
  /** Settings that the pooler's console gives otherwise than planned. */
  readBackDifferences: z.int().min(0).default(0),
  /** Users missing at the end of the ramp. */
  missingUsers: z.int().min(0).default(0),
  /** Think time realised over think time drawn, less one. */
  generatorStarvedShare: z.number().positive().default(0.01),
  /** Open runs: the generator's own lateness, as a share of the response times it is part of. */
  lateStartShare: z.number().positive().default(0.1),
  /** Processor time taken by the hypervisor, as a share of all. */
  stealShare: z.number().positive().default(0.05),
  /** CPU of processes that are not ours, in cores. */
  foreignCpuCores: z.number().positive().default(0.1),
  samplerGapS: z.number().positive().default(3),
  samplerMissingShare: z.number().positive().default(0.05),
  /** How far the host's clock may be set while a segment runs, in seconds. */
  clockStepS: z.number().positive().default(0.5),
  /** Over the run: how far goodput may still move from the middle to the last third of steady. */
  warmUpShare: z.number().positive().default(0.05),
  /** Users by which log-ins lost to other causes than the database may differ between the arms of a block. */
  lostLoginsDifference: z.number().min(0).default(1),
});
export type GateLimits = z.infer<typeof gateLimitsSchema>;

export const configSchema = z.strictObject({
  apps: z.record(nameSchema, appSchema),
  database: z.strictObject({
    name: identifierSchema.default('poolproof'),
    role: identifierSchema.default('poolproof_app'),
    /** SQL files run in this order, once, into the database that every segment starts from. */
    seed: z.array(z.string()).min(1),
    statementTimeoutMs: z.int().positive().default(30_000),
    maxConnections: z.int().min(10).default(100),
  }),
  pooler: poolerSettingsSchema.prefault({
    poolMode: 'transaction',
    defaultPoolSize: 25,
    maxClientConn: 1000,
    queryWaitTimeoutS: 10,
  }),
  arms: z.array(armSchema).min(1),
  benches: z.record(nameSchema, benchSchema),
  /** What `--profile` may name besides the built-in ones. */
  profiles: z.record(nameSchema, ownProfileSchema).default({}),
  gates: gateLimitsSchema.prefault({}),
  /** A request that takes longer failed with cause `timeout`. */
  requestTimeoutS: z.number().positive().default(60),
});
export type Config = z.infer<typeof configSchema>;
/** What a poolproof.config.ts may leave out is left out here too. */
export type ConfigInput = z.input<typeof configSchema>;
