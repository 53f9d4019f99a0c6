/** One segment from start to segment.json. */
import { messageOf, PoolproofError } from '../errors.ts';
import type { Arm } from '../model/config.ts';
import type { PlannedSegment } from '../model/plan.ts';
import { arrivalsOf } from '../model/planned-arrivals.ts';
import { windowsOf } from '../model/profile.ts';
import { type Segment, type SegmentFacts, segmentSchema } from '../model/segment.ts';
import { schemaVersion } from '../model/version.ts';
import { segmentPaths, type SegmentPaths } from '../run-folder/paths.ts';
import { writeJson } from '../run-folder/write-file.ts';
import { collectFacts } from '../sample/facts.ts';
import type { SamplerReport } from '../sample/sampler.ts';
import { readSegmentGates, statusByGates } from '../verdict/gates.ts';
import { bringUpSegment, type LiveSegment, type Workbench } from './live-segment.ts';
import { blockSeed } from './plan.ts';
import { readMeasured } from './read-measured.ts';
import { watchLoad } from './watch-load.ts';

/** How much longer than the end a request may take before it is censored (rule 5 of the experiment). */
const graceS = 3;

/** What happened while the load ran. */
interface Ran {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Null when the load ran to its end. */
  readonly broken: PoolproofError | null;
  readonly transactions: { readonly before: number | null; readonly after: number | null };
  readonly sampling: SamplerReport;
  readonly startMs: number;
  readonly upMs: number;
  readonly downMs: number;
}

/**
 * Runs one planned segment and writes its segment.json.
 * @throws PoolproofError when it could not run to its end; once the load had started, segment.json then says `partial`
 */
export async function runSegment(bench: Workbench, planned: PlannedSegment): Promise<Segment> {
  const arm = bench.plan.arms.find(({ name }) => name === planned.arm);
  if (arm === undefined) throw new PoolproofError('run-folder', `the plan has no arm ${planned.arm}`);
  const paths = segmentPaths(bench.runDir, planned.index, planned.arm);
  const startMs = bench.nowMs();
  const windows = windowsOf(bench.plan.profile, bench.plan.users);
  const live = await bringUpSegment(bench, arm, paths, {
    users: bench.plan.users,
    rampUsersPerS: bench.plan.profile.rampUsersPerS,
    durationS: windows.endS,
    graceS,
    requestTimeoutS: bench.plan.requestTimeoutS,
    seed: blockSeed(bench.plan.seed, planned.block),
    arrivals: arrivalsOf(bench.plan),
  });
  const ran = await loadAndStop(bench, planned, paths, live, startMs);
  const segment = await describe(bench, planned, arm, paths, live, ran);
  await writeJson(paths.segment, segmentSchema, segment);
  if (ran.broken !== null) throw ran.broken;
  return segment;
}

/** Waits for the load's end, or for what breaks it, and stops everything. */
async function loadAndStop(
  bench: Workbench,
  planned: PlannedSegment,
  paths: SegmentPaths,
  live: LiveSegment,
  startMs: number,
): Promise<Ran> {
  try {
    const startedAt = await Promise.race([live.broken, live.k6.loadStartedAt]);
    const upMs = bench.nowMs();
    const before = await live.transactions();
    const broken = await Promise.race([live.broken, watchLoad(bench, planned, paths.load, live, startedAt)]).then(
      () => null,
      asPoolproofError,
    );
    const downMs = bench.nowMs();
    const after = await live.transactions();
    return {
      startedAt,
      endedAt: downMs / 1000,
      broken,
      transactions: { before, after },
      sampling: await live.stop(),
      startMs,
      upMs,
      downMs,
    };
  } catch (error) {
    await live.stop().catch((further: unknown) => bench.say(`while stopping: ${messageOf(further)}`));
    throw error;
  }
}

function asPoolproofError(error: unknown): PoolproofError {
  return error instanceof PoolproofError ? error : new PoolproofError('stack', messageOf(error), { cause: error });
}

async function describe(
  bench: Workbench,
  planned: PlannedSegment,
  arm: Arm,
  paths: SegmentPaths,
  live: LiveSegment,
  ran: Ran,
): Promise<Segment> {
  const windows = windowsOf(bench.plan.profile, bench.plan.users);
  // A load that broke off has no more steady than it lasted.
  const steadyTo =
    ran.broken === null
      ? ran.startedAt + windows.endS
      : Math.max(ran.startedAt, Math.min(ran.startedAt + windows.endS, Math.floor(ran.endedAt)));
  const { facts, unreadable } = await factsOf(bench, paths, live, ran);
  for (const what of unreadable) bench.say(`segment ${planned.index} ${planned.arm}: ${what}`);
  const [load, samples] = await readMeasured(paths);
  const gates = readSegmentGates(bench.plan, {
    arm,
    startedAt: ran.startedAt,
    steadyTo,
    facts,
    load: load?.lines ?? [],
    samples: samples?.lines ?? [],
  });
  return {
    schemaVersion,
    index: planned.index,
    arm: planned.arm,
    block: planned.block,
    ...statusOf(ran, statusByGates(gates)),
    startedAt: ran.startedAt,
    steadyFrom: Math.min(ran.startedAt + windows.steadyFromS, steadyTo),
    steadyTo,
    endedAt: ran.endedAt,
    facts,
    gates,
    notes: [...unreadable, ...ran.sampling.notMeasured.map((what) => `Not measured: ${what}`)],
  };
}

async function factsOf(
  bench: Workbench,
  paths: SegmentPaths,
  live: LiveSegment,
  ran: Ran,
): Promise<{ facts: SegmentFacts; unreadable: readonly string[] }> {
  await live.logs.look();
  const { facts, unreadable } = await collectFacts({
    logs: { postgres: paths.postgresLog, pgbouncer: paths.pgbouncerLog, app: paths.appLog },
    logFaults: live.logs.faults(),
    role: bench.plan.database.role,
    window: { fromMs: ran.startMs, toMs: 1000 * ran.endedAt },
    poolerTransactions: ran.transactions,
    poolerReadBack: live.poolerReadBack,
  });
  const stop = (bench.nowMs() - ran.downMs) / 1000;
  const overheadS = { start: (ran.upMs - ran.startMs) / 1000, stop };
  return {
    facts: {
      ...facts,
      appSettings: live.appSettings === null ? null : { ...live.appSettings },
      overheadS,
      clockStepS: ran.sampling.clockStepS,
    },
    unreadable,
  };
}

type Status = Pick<Segment, 'status' | 'reason'>;

function statusOf(ran: Ran, byGates: Status): Status {
  return ran.broken === null ? byGates : { status: 'partial', reason: ran.broken.message };
}
