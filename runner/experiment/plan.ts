/** plan.json from what was asked and found: everything that is decided before the first segment. Pure. */
import type { ResolvedRun } from '../config/resolve.ts';
import type { Config } from '../model/config.ts';
import { dealCounts, throughputCeilingPerS } from '../model/deal.ts';
import { type Flows, loginNames, taskName } from '../model/flow.ts';
import { blockOrders, leastBlocks } from '../model/orders.ts';
import type { HostFacts, Plan, PlannedSegment, Tool } from '../model/plan.ts';
import { windowsOf } from '../model/profile.ts';
import type { RecordedRuns } from '../model/recorded-runs.ts';
import { hash32, randomFrom } from '../model/rng.ts';
import { schemaVersion } from '../model/version.ts';

interface Found {
  readonly seed: number;
  readonly createdAt: Date;
  readonly flows: Flows;
  readonly tools: Readonly<Record<string, Tool>>;
  readonly host: HostFacts;
  readonly recorded: RecordedRuns | null;
}

export function makePlan(run: ResolvedRun, config: Config, found: Found): Plan {
  return {
    schemaVersion,
    bench: run.bench,
    createdAt: found.createdAt.toISOString(),
    seed: found.seed,
    profile: run.profile,
    users: run.users,
    userClasses: plannedClasses(found.flows, run.users),
    loginNames: loginNames(found.flows.login),
    app: run.appName,
    stack: run.stack,
    arms: [...run.arms],
    pooler: config.pooler,
    database: {
      name: config.database.name,
      role: config.database.role,
      maxConnections: config.database.maxConnections,
      statementTimeoutMs: config.database.statementTimeoutMs,
    },
    criteria: [...run.criteria],
    gates: config.gates,
    requestTimeoutS: config.requestTimeoutS,
    segments: plannedSegments(
      run.arms.map((arm) => arm.name),
      run.blocks,
      found.seed,
    ),
    tools: { ...found.tools },
    host: found.host,
    recorded: found.recorded,
    noiseFloor: null,
  };
}

function plannedClasses(flows: Flows, users: number): Plan['userClasses'] {
  const counts = dealCounts(
    users,
    flows.userClasses.map((userClass) => userClass.weight),
  );
  return flows.userClasses.map((userClass, index) => ({
    name: userClass.name,
    weight: userClass.weight,
    users: counts[index] ?? 0,
    thinkS: [userClass.thinkS[0], userClass.thinkS[1]],
    tasks: userClass.tasks.map((task) => ({ name: taskName(task), weight: task.weight })),
  }));
}

function plannedSegments(arms: readonly string[], blocks: number, seed: number): PlannedSegment[] {
  const orders = blockOrders(arms, blocks, randomFrom(hash32(seed, 'orders')));
  const placed = orders.flatMap((order, block) => order.map((arm) => ({ block: block + 1, arm })));
  return placed.map((segment, index) => ({ index: index + 1, ...segment }));
}

/** The seed of users, tasks and think times of a block: the same for all its arms. */
export function blockSeed(seed: number, block: number): number {
  return hash32(seed, 'block', block);
}

/** Seconds of a segment that are not load, for the announced length; measured on two shared cores. */
const overheadS = 4;

/** What is said before the first segment: what will run, for how long, what it cannot show. */
export function announce(plan: Plan): string[] {
  const windows = windowsOf(plan.profile, plan.users);
  const minutes = Math.ceil((plan.segments.length * (windows.endS + overheadS)) / 60);
  const blocks = plan.segments.at(-1)?.block ?? 0;
  const ceiling = throughputCeilingPerS(plan.userClasses);
  const order = plan.segments.map((segment) => segment.arm).join(', ');
  return [
    `${plan.bench} (${plan.profile.name}): ${blocks} block(s) of ${plan.arms.map((arm) => arm.name).join(' and ')}, ${windows.endS} s of load each, about ${minutes} min, seed ${plan.seed}`,
    `order: ${order}`,
    'how small a difference it will see is not known: the noise floor of this host has not been measured',
    `ceiling: ${plan.users} users with these think times cannot make more than ${ceiling.toFixed(1)} requests/s`,
    ...plan.criteria
      .filter((criterion) => isBeyond(criterion, ceiling))
      .map(
        (criterion) => `INFEASIBLE: ${criterion.metric} ${criterion.arm} ${criterion.bound.text}: above the ceiling`,
      ),
    ...(blocks < leastBlocks
      ? [
          `${blocks} block(s) are too few to pass or fail anything but connection errors; a verdict takes ${leastBlocks}`,
        ]
      : []),
  ];
}

function isBeyond(criterion: Plan['criteria'][number], ceilingPerS: number): boolean {
  return (
    criterion.metric === 'throughput' &&
    criterion.against === null &&
    criterion.bound.op.startsWith('>') &&
    criterion.bound.value > ceilingPerS
  );
}
