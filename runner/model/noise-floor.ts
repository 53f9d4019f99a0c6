/**
 * How much an arm differs from itself on a host: differences below that may be the machine's. Measured by A/A runs, kept
 * between runs, copied into plan.json. Pure.
 */
import { z } from 'zod';
import type { HostFacts } from './plan.ts';
import type { Profile } from './profile.ts';
import { schemaVersionField } from './version.ts';

/** Null: it was not finite in every block. */
const sd = z.number().min(0).nullable();

/**
 * Standard deviation, over blocks, of the difference of an arm from itself: of ln(b/a) for goodput, median and p95, of
 * b − a for the failure rate.
 */
export const scatterSchema = z.strictObject({ goodput: sd, median: sd, p95: sd, failureRate: sd });
export type Scatter = z.infer<typeof scatterSchema>;
export const floorMetrics = ['goodput', 'median', 'p95', 'failureRate'] as const;
export type FloorMetric = (typeof floorMetrics)[number];

const k6KindField = z.enum(['poolproof', 'stock']);

/** One A/A run, as it is kept. */
export const floorRunSchema = z.strictObject({
  /** When the run was planned: UTC, ISO 8601. */
  measuredAt: z.string(),
  seed: z.int(),
  arm: z.string(),
  users: z.int(),
  stack: z.string(),
  /** How long its segments were, which is how much noise averages out. */
  windows: z.strictObject({
    rampUsersPerS: z.number(),
    settleS: z.number(),
    steadyS: z.number().nullable(),
    totalS: z.number().nullable(),
  }),
  k6Kind: k6KindField,
  k6Version: z.string(),
  /** Whole blocks. */
  blocks: z.int().min(2),
  scatter: scatterSchema,
  /** Geometric mean of the medians of all its segments; null when one was not finite. */
  medianMs: z.number().nullable(),
});
export type FloorRun = z.infer<typeof floorRunSchema>;

/** What is kept for a host, bench, profile and app: its newest A/A runs, oldest first. */
export const floorFileSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  host: z.string(),
  bench: z.string(),
  profile: z.string(),
  app: z.string(),
  runs: z.array(floorRunSchema).min(1),
});
export type FloorFile = z.infer<typeof floorFileSchema>;

/** The noise floor as plan.json has it: A/A runs of one arm, pooled. */
export const noiseFloorSchema = z.strictObject({
  arm: z.string(),
  /** Of the newest run. */
  measuredAt: z.string(),
  k6Kind: k6KindField,
  runs: z.int(),
  blocks: z.int(),
  /** Degrees of freedom of the standard deviations: blocks less runs. */
  degrees: z.int(),
  scatter: scatterSchema,
  medianMs: z.number().nullable(),
});
export type NoiseFloor = z.infer<typeof noiseFloorSchema>;

/** So many runs of a kind are kept and pooled: older ones were of another state of the machine. */
const mostRuns = 10;

/** The file's runs and a newer one; the same run kept again takes its own place. */
export function withRun(runs: readonly FloorRun[], run: FloorRun): FloorRun[] {
  const others = runs.filter(({ measuredAt, seed }) => measuredAt !== run.measuredAt || seed !== run.seed);
  return [...others, run].slice(-mostRuns);
}

/**
 * The host as a name, from what a reboot or an update of a package leaves alone: system, processor, processors, memory to
 * the nearest half GiB, the kernel's and Node's leading numbers.
 */
export function hostName({ os, kernel, cpuModel, processors, memoryBytes, node }: HostFacts): string {
  const [major = '', minor = ''] = kernel.split('.');
  const gib = Math.round((2 * memoryBytes) / 2 ** 30) / 2;
  const nodeMajor = node.replace(/^v/, '').split('.')[0] ?? '';
  const parts = [
    os,
    cpuModel,
    `${processors} processors`,
    `${gib} GiB`,
    `kernel ${major}.${minor}`,
    `node ${nodeMajor}`,
  ];
  return parts.map(plain).join('_').slice(0, 200);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|-+$/g, '');
}

/**
 * What a floor must have been measured with to count for a run: segments of another length, or made with another k6, have
 * another scatter.
 */
export interface FloorWanted {
  readonly profile: Profile;
  readonly users: number;
  readonly stack: string;
  /** Null: whichever. */
  readonly k6Kind: FloorRun['k6Kind'] | null;
  /** Whose floor is wanted, the most wanted first. */
  readonly arms: readonly string[];
}

/** The runs that count, of the first arm that has any, pooled; null when there are none. */
export function floorFrom(runs: readonly FloorRun[], wanted: FloorWanted): NoiseFloor | null {
  const fitting = runs.filter((run) => fits(run, wanted));
  const arm = wanted.arms.find((name) => fitting.some((run) => run.arm === name));
  const newest = fitting.findLast((run) => run.arm === arm);
  if (newest === undefined) return null;
  // Without a wish the newest run says which k6 counts: two kinds are not pooled.
  return pooled(
    fitting.filter((run) => run.arm === arm && run.k6Kind === newest.k6Kind),
    newest,
  );
}

function fits({ windows, ...run }: FloorRun, { profile, users, stack, k6Kind }: FloorWanted): boolean {
  return (
    run.users === users &&
    run.stack === stack &&
    (k6Kind === null || run.k6Kind === k6Kind) &&
    windows.rampUsersPerS === profile.rampUsersPerS &&
    windows.settleS === profile.settleS &&
    windows.steadyS === profile.steadyS &&
    windows.totalS === profile.totalS
  );
}

function pooled(runs: readonly FloorRun[], { arm, measuredAt, k6Kind }: FloorRun): NoiseFloor {
  const total = (pick: (run: FloorRun) => number) => runs.reduce((sum, run) => sum + pick(run), 0);
  const degrees = total(({ blocks }) => blocks - 1);
  const sdOf = (metric: FloorMetric): number | null => {
    if (runs.some(({ scatter }) => scatter[metric] === null)) return null;
    return Math.sqrt(total(({ blocks, scatter }) => (blocks - 1) * (scatter[metric] ?? 0) ** 2) / degrees);
  };
  const logMedian = total(({ blocks, medianMs }) => blocks * Math.log(medianMs ?? Number.NaN));
  const blocks = total((run) => run.blocks);
  return {
    arm,
    measuredAt,
    k6Kind,
    runs: runs.length,
    blocks,
    degrees,
    scatter: { goodput: sdOf('goodput'), median: sdOf('median'), p95: sdOf('p95'), failureRate: sdOf('failureRate') },
    medianMs: Number.isNaN(logMedian) ? null : Math.exp(logMedian / blocks),
  };
}

/** Under which name the floor knows a metric of a criterion or a comparison; null where it has none. */
export function floorMetricOf(metric: string): FloorMetric | null {
  const known: Readonly<Record<string, FloorMetric>> = {
    goodput: 'goodput',
    throughput: 'goodput',
    'median response time': 'median',
    p95: 'p95',
    'failure rate': 'failureRate',
  };
  return known[metric] ?? null;
}
