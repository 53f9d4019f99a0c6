/**
 * A run as it could have been recorded: 100 users meet 97 slots in `direct`, none of it in `pooled`, which pays for it with
 * a log-in to the pooler per request. Drawn from a seed, so that goldens and pictures of reports stay the same.
 */
import { dealCounts } from '../../runner/model/deal.ts';
import type { Plan, PlannedSegment } from '../../runner/model/plan.ts';
import { windowsOf, type Profile } from '../../runner/model/profile.ts';
import type { Endpoint, Result, ResultSegment, Second } from '../../runner/model/result.ts';
import { hash32, randomFrom, type Random } from '../../runner/model/rng.ts';
import type { Criterion, Verdict } from '../../runner/model/verdict.ts';
import {
  aBound,
  aCriterion,
  aPlan,
  aPlannedCriterion,
  aResult,
  aVerdict,
  hdrOf,
  plannedSegments,
} from '../../runner/model/testing/factories.ts';

/** How large the run is. */
export interface Size {
  readonly users: number;
  readonly blocks: number;
  readonly endpoints: number;
  readonly rampUsersPerS: number;
  readonly settleS: number;
  readonly steadyS: number;
}

/** What `make bench-100` records. */
export const standardSize: Size = {
  users: 100,
  blocks: 6,
  endpoints: 104,
  rampUsersPerS: 10,
  settleS: 5,
  steadyS: 40,
};

/** Small enough to read as a golden. */
export const smallSize: Size = { users: 8, blocks: 6, endpoints: 4, rampUsersPerS: 4, settleS: 1, steadyS: 4 };

export interface RecordedRun {
  readonly plan: Plan;
  readonly result: Result;
  readonly verdict: Verdict;
}

interface Attempt {
  readonly endpoint: number;
  readonly offsetS: number;
  readonly us: number;
  readonly cause: string | null;
  readonly censored: boolean;
}

const methods = ['GET', 'GET', 'GET', 'POST'] as const;
const classes = ['browsing', 'api', 'mutation', 'heavy'] as const;
const meanThinkS = 4.2;
const bytesEach = 4096;
const firstStartAt = 1_763_870_000;
const notLoadS = 6;

function endpointsOf(count: number): { userClass: string; name: string }[] {
  const tasks = Array.from({ length: count - 1 }, (_, at) => ({
    userClass: classes[at % classes.length] ?? 'browsing',
    name: `${methods[at % methods.length]} /api/project/[id]/task-${String(at + 1).padStart(3, '0')}/`,
  }));
  return [{ userClass: 'browsing', name: 'POST /accounts/login/' }, ...tasks];
}

/** A lognormal response time in microseconds. */
function drawUs(random: Random, medianMs: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(300, Math.round(medianMs * 1000 * Math.exp(spread * normal)));
}

function attemptsOf(size: Size, arm: string, block: number, endS: number): Attempt[] {
  const random = randomFrom(hash32('attempts', arm, block));
  const exhausted = arm === 'direct' ? 0.06 : 0;
  const attempts: Attempt[] = [];
  for (let offsetS = 0; offsetS < endS; offsetS += 1) {
    const active = Math.min(size.users, (offsetS + 1) * size.rampUsersPerS);
    const wanted = (active / meanThinkS) * (0.8 + 0.4 * random());
    const full = active / size.users > 0.95 ? 1 : 0;
    for (let nth = 0; nth < wanted; nth += 1) {
      const failed = random() < exhausted * full + 0.002;
      attempts.push({
        endpoint: offsetS === 0 ? 0 : Math.floor(random() * size.endpoints),
        offsetS,
        us: drawUs(random, failed ? 3 : arm === 'direct' ? 14 + 9 * full : 19, 0.9),
        cause: failed ? (random() < 0.97 && exhausted > 0 ? 'pg-53300' : 'timeout') : null,
        censored: offsetS === endS - 1 && random() < 0.05,
      });
    }
  }
  return attempts;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const msOf = (attempts: readonly Attempt[]): number[] => attempts.map(({ us }) => us / 1000);
const ended = (attempts: readonly Attempt[]): Attempt[] => attempts.filter(({ censored }) => !censored);

/** Nearest rank. */
function quantile(values: readonly number[], share: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

function countsOf(attempts: readonly Attempt[]): Pick<Endpoint, 'ok' | 'failed' | 'censored' | 'causes'> {
  const causes: Record<string, number> = {};
  for (const { cause, censored } of attempts) if (cause !== null && !censored) causes[cause] = (causes[cause] ?? 0) + 1;
  const failed = sum(Object.values(causes));
  const censored = attempts.length - ended(attempts).length;
  return { ok: attempts.length - failed - censored, failed, censored, causes };
}

function hdrOrNull(attempts: readonly Attempt[]): string | null {
  return attempts.length === 0 ? null : hdrOf(attempts.map(({ us }) => us));
}

function secondsOf(size: Size, arm: string, block: number, attempts: readonly Attempt[], endS: number): Second[] {
  const random = randomFrom(hash32('samples', arm, block));
  return Array.from({ length: endS }, (_, offsetS): Second => {
    const here = attempts.filter((attempt) => attempt.offsetS === offsetS);
    const { ok, failed, censored, causes } = countsOf(here);
    const active = Math.min(size.users, (offsetS + 1) * size.rampUsersPerS);
    const pooled = arm === 'pooled';
    const missed = block === 2 && offsetS === 3;
    const sample = (value: number): number | null => (missed ? null : Math.round(value));
    const times = msOf(ended(here));
    return {
      offsetS,
      activeUsers: active,
      ok,
      failed,
      censored,
      causes,
      sumMs: Number(sum(times).toFixed(3)),
      bytes: bytesEach * times.length,
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      hdr: hdrOrNull(ended(here)),
      clActive: sample(pooled ? (3 * random() + 2) * (active / 100) : 0),
      clWaiting: sample(pooled && random() < 0.1 ? 2 : 0),
      svActive: sample(pooled ? 3 * random() * (active / 100) + 1 : 0),
      svIdle: sample(pooled ? 4 : 0),
      maxWaitMs: sample(0),
      backends: sample(pooled ? Math.min(25, 3 + active / 12) : Math.min(97, active * 0.99)),
      backendsActive: sample(3 * random()),
      backendsIdleInTransaction: sample(random()),
    };
  });
}

function endpointRows(size: Size, attempts: readonly Attempt[], steadyFromS: number): Endpoint[] {
  return endpointsOf(size.endpoints).flatMap(({ userClass, name }, at) => {
    const here = attempts.filter(({ endpoint }) => endpoint === at);
    if (here.length === 0) return [];
    const steady = here.filter(({ offsetS }) => offsetS >= steadyFromS);
    const times = msOf(ended(here));
    const { causes: _, ...steadyCounts } = countsOf(steady);
    return [
      {
        userClass,
        name,
        ...countsOf(here),
        sumMs: Number(sum(times).toFixed(3)),
        bytes: bytesEach * times.length,
        minMs: quantile(times, 0),
        maxMs: quantile(times, 1),
        hdr: hdrOrNull(ended(here)),
        steadyOkHdr: hdrOrNull(ended(steady).filter(({ cause }) => cause === null)),
        steady: steadyCounts,
      },
    ];
  });
}

const finite = (value: number | null): number | null => (value === Infinity ? null : value);

/** What the steady seconds say; failed attempts rank as infinitely slow. */
function steadyReadings(attempts: readonly Attempt[], steadyS: number): Partial<ResultSegment> {
  const times = attempts.map((attempt) => (attempt.cause === null && !attempt.censored ? attempt.us / 1000 : Infinity));
  const { ok, failed } = countsOf(attempts);
  return {
    medianMs: finite(quantile(times, 0.5)),
    p95Ms: finite(quantile(times, 0.95)),
    p99Ms: finite(quantile(times, 0.99)),
    maxMs: quantile(msOf(ended(attempts)), 1),
    throughputPerS: (ok + failed) / steadyS,
    goodputPerS: ok / steadyS,
  };
}

function appSettingsOf(arm: string, index: number): Record<string, unknown> {
  const pooled = arm === 'pooled';
  return {
    strategy: pooled ? 'per-request' : 'per-worker-persistent',
    connMaxAgeS: pooled ? 0 : 600,
    // The stack picks another for each segment.
    databasePort: 20_000 + index,
    sessionStore: 'db',
    appPoolSize: null,
  };
}

function segmentOf(size: Size, windows: ReturnType<typeof windowsOf>, { arm, block, index }: PlannedSegment) {
  const attempts = attemptsOf(size, arm, block, windows.endS);
  const seconds = secondsOf(size, arm, block, attempts, windows.endS);
  const { failed, censored, causes } = countsOf(attempts);
  const steady = attempts.filter(({ offsetS }) => offsetS >= windows.steadyFromS);
  const highest = (key: 'clActive' | 'svActive' | 'clWaiting' | 'backends'): number =>
    Math.max(...seconds.map((second) => second[key] ?? 0));
  const refused = causes['pg-53300'] ?? 0;
  return {
    startedAt: firstStartAt + (index - 1) * (windows.endS + notLoadS),
    durationS: windows.endS,
    rampS: windows.rampS,
    steadyFromS: windows.steadyFromS,
    steadyS: size.steadyS,
    attempts: attempts.length,
    failures: failed,
    censored,
    causes,
    failuresBeforeSteady: failed - countsOf(steady).failed,
    ...steadyReadings(steady, size.steadyS),
    serverLogins: arm === 'pooled' ? 14 : size.users - 3 + refused,
    serverLoginsNotPooler: arm === 'pooled' ? 0 : size.users - 3 + refused,
    poolerTransactions: arm === 'pooled' ? attempts.length * 3 : 0,
    refusedConnections: { app: refused, log: refused * 2 },
    sqlstates: refused === 0 ? {} : { '53300': refused * 2, ...(block === 4 ? { '40P01': 1 } : {}) },
    appSettings: appSettingsOf(arm, index),
    overheadS: { start: 2.9 + index / 10, stop: arm === 'pooled' ? 1 : 0.5 },
    notes: ['Not measured: CPU of the runner: its process could not be found.'],
    maxClientsActive: highest('clActive'),
    maxServersActive: highest('svActive'),
    maxClientsWaiting: highest('clWaiting'),
    maxBackends: highest('backends'),
    cpuS: { app: 14.2, postgres: 9.1, pgbouncer: arm === 'pooled' ? 1.9 : 0.02, k6: 3.4, runner: null },
    seconds,
    endpoints: endpointRows(size, attempts, windows.steadyFromS),
  } satisfies Partial<ResultSegment>;
}

function userClassesOf(size: Size): Plan['userClasses'] {
  const weights = [6, 3, 1, 1];
  const counts = dealCounts(size.users, weights);
  return classes.map((name, at) => ({
    name,
    weight: weights[at] ?? 1,
    users: counts[at] ?? 0,
    thinkS: [2, 2 * meanThinkS - 2],
    tasks: endpointsOf(size.endpoints)
      .filter(({ userClass }) => userClass === name)
      .map((endpoint) => ({ name: endpoint.name, weight: 1 })),
  }));
}

function planOf(size: Size): Plan {
  const profile: Profile = {
    name: size === standardSize ? 'standard' : 'small',
    blocks: size.blocks,
    single: false,
    rampUsersPerS: size.rampUsersPerS,
    settleS: size.settleS,
    steadyS: size.steadyS,
    totalS: null,
  };
  return aPlan({
    bench: `${size.users}-users`,
    users: size.users,
    userClasses: userClassesOf(size),
    profile,
    segments: plannedSegments(size.blocks),
    criteria: criteriaOf().map(({ id, metric, arm, bound }) =>
      aPlannedCriterion({ id, metric, arm: arm.split('/')[0] ?? arm, against: arm.split('/')[1] ?? null, bound }),
    ),
  });
}

/** The criteria of the 100-user bench, one of each verdict. */
function criteriaOf(): Criterion[] {
  return [
    aCriterion({
      bound: aBound('> 95 %'),
      estimate: 0.998,
      interval: [0.9971, 0.9987],
      n: 6,
      beside: { arm: 'direct', estimate: 0.949, met: false },
    }),
    aCriterion({
      id: 'connection-errors-pooled',
      metric: 'connection errors',
      bound: aBound('= 0'),
      estimate: 0,
      interval: [null, null],
      reason: 'None in 6 segments; up to 39 % of segments could still have one.',
      beside: { arm: 'direct', estimate: 352, met: false },
    }),
    aCriterion({
      id: 'median-response-time-pooled-direct',
      metric: 'median response time',
      arm: 'pooled/direct',
      bound: aBound('<= 1.10'),
      estimate: 0.83,
      interval: [0.79, 1.14],
      met: true,
      verdict: 'INCONCLUSIVE',
      reason: 'The 90 % interval 0.79 to 1.14 reaches over the bound 1.10.',
      beside: null,
    }),
    aCriterion({
      id: 'throughput-pooled-direct',
      metric: 'throughput',
      arm: 'pooled/direct',
      bound: aBound('>= 1.20'),
      estimate: 1.05,
      interval: [1.03, 1.07],
      met: false,
      verdict: 'FAIL',
      reason: 'Goodput rose by 5 %; both tests put it below the bound of 1.20 (p = 0.0002 and 0.016).',
      beside: null,
    }),
    aCriterion({
      id: 'throughput-pooled',
      metric: 'throughput',
      bound: aBound('>= 30/s'),
      estimate: 22.4,
      interval: [22.1, 22.7],
      met: false,
      verdict: 'INFEASIBLE',
      reason: '100 users who think 4.2 s on average cannot make more than 23.8 requests/s.',
      beside: { arm: 'direct', estimate: 21.3, met: false },
    }),
  ];
}

/** plan.json, result.json and verdict.json of such a run. */
export function aRecordedRun(size: Size = smallSize, verdict: Partial<Verdict> = {}): RecordedRun {
  const plan = planOf(size);
  const windows = windowsOf(plan.profile, plan.users);
  return {
    plan,
    result: aResult({}, (planned) => segmentOf(size, windows, planned), plan),
    verdict: aVerdict({
      bench: plan.bench,
      verdict: 'FAIL',
      headline: '2 of 5 criteria pass, 1 fails: throughput pooled/direct. INFEASIBLE and left out: throughput pooled.',
      answer:
        'Pooling helps: failures fall by 5.1 percentage points and goodput rises by 5 %; the noise floor of this host is not known.',
      blocks: { whole: size.blocks, run: size.blocks },
      criteria: criteriaOf(),
      comparisons: [
        {
          metric: 'goodput',
          arm: 'pooled',
          against: 'direct',
          kind: 'ratio',
          estimate: 1.05,
          interval: [1.03, 1.07],
          effect: 'better',
          n: 6,
        },
        {
          metric: 'median response time',
          arm: 'pooled',
          against: 'direct',
          kind: 'ratio',
          estimate: 0.83,
          interval: [0.79, 1.14],
          effect: 'none shown',
          n: 6,
        },
        {
          metric: 'failure rate',
          arm: 'pooled',
          against: 'direct',
          kind: 'difference',
          estimate: -0.051,
          interval: [-0.055, -0.047],
          effect: 'better',
          n: 6,
        },
      ],
      warnings: ['The noise floor of this host is not known: no A/A run is on record.'],
      ...verdict,
    }),
  };
}
