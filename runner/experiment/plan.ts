/** plan.json from what was asked and found: everything that is decided before the first segment. Pure. */
import type { ResolvedRun } from '../config/resolve.ts';
import type { Config } from '../model/config.ts';
import { dealCounts } from '../model/deal.ts';
import { type Flows, loginNames, taskName } from '../model/flow.ts';
import { counted } from '../model/format.ts';
import type { K6Kind } from '../model/k6-kind.ts';
import type { NoiseFloor } from '../model/noise-floor.ts';
import { fittingBlocks, leastBlocks, ordersOfLooks } from '../model/orders.ts';
import type { HostFacts, Plan, PlannedSegment, Tool } from '../model/plan.ts';
import { ceilingPerS } from '../model/planned-arrivals.ts';
import { windowsOf } from '../model/profile.ts';
import type { RecordedRuns } from '../model/recorded-runs.ts';
import { hash32, randomFrom } from '../model/rng.ts';
import { levelText } from '../model/significance.ts';
import { schemaVersion } from '../model/version.ts';
import { rateText } from './open-model.ts';

/** What is decided or found out when a run begins. */
export interface Found {
  readonly seed: number;
  readonly createdAt: Date;
  readonly flows: Flows;
  readonly tools: Readonly<Record<string, Tool>>;
  readonly host: HostFacts;
  readonly recorded: RecordedRuns | null;
  readonly noiseFloor: NoiseFloor | null;
  readonly k6Kind: K6Kind | null;
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
    open: run.open,
    segments: plannedSegments(run, found.seed),
    looks: run.looks,
    tools: { ...found.tools },
    host: found.host,
    recorded: found.recorded,
    noiseFloor: found.noiseFloor,
    aa: run.aa,
    k6Kind: found.k6Kind,
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

function plannedSegments({ arms, blocks, looks }: ResolvedRun, seed: number): PlannedSegment[] {
  const names = arms.map(({ name }) => name);
  const orders = ordersOfLooks(names, looks?.blocks ?? [blocks], randomFrom(hash32(seed, 'orders')));
  const placed = orders.flatMap((order, block) => order.map((arm) => ({ block: block + 1, arm })));
  return placed.map((segment, index) => ({ index: index + 1, ...segment }));
}

/** The seed of users, tasks and think times of a block: the same for all its arms. */
export function blockSeed(seed: number, block: number): number {
  return hash32(seed, 'block', block);
}

/** Seconds of a segment that are not load, for the announced length; measured on two shared cores. */
const overheadS = 4;

/** About how many minutes so many blocks take. */
export function minutesOf({ profile, users, arms }: Pick<Plan, 'profile' | 'users' | 'arms'>, blocks: number): number {
  return Math.ceil((blocks * arms.length * (windowsOf(profile, users).endS + overheadS)) / 60);
}

/** What is said before the first segment: what will run, for how long. What it can see comes from verdict/forecast. */
export function announce(plan: Plan): string[] {
  const order = plan.segments.map((segment) => segment.arm).join(', ');
  return [
    `${costLine(plan)}, seed ${plan.seed}`,
    ...raised(plan),
    ...lookLines(plan),
    `order: ${order}`,
    ...limitLines(plan),
  ];
}

/** What a run costs. */
export function costLine(plan: Plan): string {
  const { endS } = windowsOf(plan.profile, plan.users);
  const blocks = plan.segments.at(-1)?.block ?? 0;
  const names = plan.arms.map((arm) => arm.name);
  const arms = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const name = plan.open === null ? plan.bench : `${plan.bench}, open`;
  return `${name} (${plan.profile.name}): ${counted(blocks, 'block')} of ${arms}, ${endS} s of load each, about ${minutesOf(plan, blocks)} min`;
}

/** When it is looked at, and how long that takes. */
export function lookLines(plan: Plan): string[] {
  if (plan.looks === null) return [];
  const { blocks, level } = plan.looks;
  const [first, last] = blocks.map((each) => `${each} blocks (about ${minutesOf(plan, each)} min)`);
  return [
    `two looks, each test at one-sided ${levelText(level)}: after ${first}, and unless that passes or fails the run, after ${last}`,
  ];
}

/** What no outcome can show, whatever the noise. */
export function limitLines(plan: Plan): string[] {
  const ceiling = ceilingPerS(plan);
  const blocks = plan.segments.at(-1)?.block ?? 0;
  return [
    plan.open === null
      ? `ceiling: ${plan.users} users with these think times cannot make more than ${ceiling.toFixed(1)} requests/s`
      : `arrivals: ${rateText(plan.open)}`,
    ...infeasibleCriteria(plan).map(
      (criterion) => `INFEASIBLE: ${criterion.metric} ${criterion.arm} ${criterion.bound.text}: above the ceiling`,
    ),
    ...(blocks < leastBlocks
      ? [
          `${counted(blocks, 'block is', 'blocks are')} too few to pass or fail anything${plan.aa === null ? ' but connection errors' : ''}; a verdict takes ${leastBlocks}`,
        ]
      : []),
  ];
}

/** Criteria that are known to be beyond reach before the run. */
export function infeasibleCriteria(plan: Plan): Plan['criteria'] {
  const ceiling = ceilingPerS(plan);
  return plan.criteria.filter((criterion) => isBeyond(criterion, ceiling));
}

/** That there are more blocks than the profile asks for, when the arms' orders balance in no fewer. */
function raised({ profile, arms, segments, looks }: Plan): string[] {
  if (looks !== null) return [];
  const blocks = segments.at(-1)?.block ?? 0;
  if (profile.single || blocks === profile.blocks || blocks !== fittingBlocks(profile.blocks, arms.length)) return [];
  return [
    `${blocks} blocks where the profile asks for ${profile.blocks}: the orders of ${arms.length} arms balance in no fewer`,
  ];
}

function isBeyond(criterion: Plan['criteria'][number], mostPerS: number): boolean {
  return (
    criterion.metric === 'throughput' &&
    criterion.against === null &&
    criterion.bound.op.startsWith('>') &&
    criterion.bound.value > mostPerS
  );
}
