/**
 * Small, valid objects for tests, each changed where a test needs it. The default run: two arms, six blocks, ten users that
 * start within one second, settle for one and are steady for three; each segment has ten log-ins and twenty tasks, all ok.
 */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Arm } from '../config.ts';
import type { FloorRun, NoiseFloor } from '../noise-floor.ts';
import { gateIds, type GateId, type GateReading } from '../gate.ts';
import type { OpenModel } from '../open-model.ts';
import type { Plan, PlannedCriterion, PlannedSegment } from '../plan.ts';
import type { Endpoint, Result, ResultSegment, Second } from '../result.ts';
import type { Segment, SegmentFacts } from '../segment.ts';
import type { Criterion, Verdict } from '../verdict.ts';
import { parseBound, type Bound } from '../bound.ts';
import { schemaVersion } from '../version.ts';

const firstStartAt = 1_763_870_000;
const segmentGapS = 20;

/** A histogram as files hold it, of these response times in microseconds. */
export function hdrOf(responseTimesUs: readonly number[]): string {
  const histogram = build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  for (const us of responseTimesUs) histogram.recordValue(us);
  return encodeIntoCompressedBase64(histogram);
}

/** A bound from its text. */
export function aBound(text: string): Bound {
  const bound = parseBound(text);
  if (bound === null) throw new Error(`no bound: ${text}`);
  return bound;
}

/** A criterion as planned. */
export function aPlannedCriterion(overrides: Partial<PlannedCriterion> = {}): PlannedCriterion {
  return {
    id: 'success-rate-pooled',
    metric: 'success rate',
    arm: 'pooled',
    against: null,
    bound: aBound('> 99 %'),
    ...overrides,
  };
}

/** The two arms of the product. */
export const someArms: readonly Arm[] = [
  { name: 'direct', via: 'postgres', env: {} },
  { name: 'pooled', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}' } },
];

/** Segments in the order run: `blocks` blocks of these arms, every other block the other way round. */
export function plannedSegments(blocks: number, arms: readonly string[] = ['direct', 'pooled']): PlannedSegment[] {
  return Array.from({ length: blocks }, (_, at) => (at % 2 === 0 ? arms : arms.toReversed())).flatMap((order, at) =>
    order.map((arm, place) => ({ index: at * arms.length + place + 1, block: at + 1, arm })),
  );
}

/** plan.json of six blocks with one criterion of each kind: a rate, a census and a ratio. */
export function aPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    schemaVersion,
    bench: '10-users',
    createdAt: '2025-11-23T03:53:00.000Z',
    seed: 1,
    profile: { name: 'tiny', blocks: 6, single: false, rampUsersPerS: 10, settleS: 1, steadyS: 3, totalS: null },
    users: 10,
    userClasses: [
      {
        name: 'browsing',
        weight: 6,
        users: 7,
        thinkS: [1, 3],
        tasks: [{ name: 'GET /dashboard/', weight: 10 }],
      },
      { name: 'api', weight: 3, users: 3, thinkS: [1, 3], tasks: [{ name: 'GET /api/rekap/', weight: 5 }] },
    ],
    loginNames: { form: 'GET /accounts/login/', submit: 'POST /accounts/login/' },
    app: 'node',
    stack: 'native',
    arms: [...someArms],
    pooler: { poolMode: 'transaction', defaultPoolSize: 25, maxClientConn: 1000, queryWaitTimeoutS: 10 },
    database: { name: 'poolproof', role: 'poolproof_app', maxConnections: 100, statementTimeoutMs: 30_000 },
    criteria: [
      aPlannedCriterion(),
      aPlannedCriterion({ id: 'connection-errors-pooled', metric: 'connection errors', bound: aBound('= 0') }),
      aPlannedCriterion({
        id: 'median-response-time-pooled-direct',
        metric: 'median response time',
        against: 'direct',
        bound: aBound('<= 1.10'),
      }),
    ],
    gates: {
      toggleContradictions: 0,
      readBackDifferences: 0,
      missingUsers: 0,
      generatorStarvedShare: 0.01,
      lateStartShare: 0.1,
      stealShare: 0.05,
      foreignCpuCores: 0.1,
      samplerGapS: 3,
      samplerMissingShare: 0.05,
      clockStepS: 0.5,
      warmUpShare: 0.05,
      lostLoginsDifference: 1,
    },
    requestTimeoutS: 60,
    open: null,
    segments: plannedSegments(6),
    looks: null,
    tools: {
      k6: { version: '2.2.0', source: 'built', sha256: 'a'.repeat(64) },
      postgres: { version: '18.4', source: 'package', sha256: 'b'.repeat(64) },
      pgbouncer: { version: '1.24.1', source: 'path', sha256: 'c'.repeat(64) },
    },
    host: {
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0',
      cpuModel: 'Example CPU',
      processors: 2,
      memoryBytes: 8_589_934_592,
      node: '20.19.0',
    },
    recorded: null,
    noiseFloor: null,
    aa: null,
    k6Kind: 'poolproof',
    ...overrides,
  };
}

/** An A/A run of `direct`, of the standard profile at 100 users. */
export function aFloorRun(overrides: Partial<FloorRun> = {}): FloorRun {
  return {
    measuredAt: '2025-11-22T10:00:00.000Z',
    seed: 1,
    arm: 'direct',
    users: 100,
    stack: 'native',
    windows: { rampUsersPerS: 10, settleS: 5, steadyS: 40, totalS: null },
    k6Kind: 'poolproof',
    k6Version: '2.2.0',
    blocks: 6,
    scatter: { goodput: 0.02, median: 0.05, p95: 0.1, failureRate: 0.001 },
    medianMs: 30,
    ...overrides,
  };
}

/** The noise floor that two such runs make. */
export function aNoiseFloor(overrides: Partial<NoiseFloor> = {}): NoiseFloor {
  return {
    arm: 'direct',
    measuredAt: '2025-11-22T10:00:00.000Z',
    k6Kind: 'poolproof',
    runs: 2,
    blocks: 12,
    degrees: 10,
    scatter: { goodput: 0.02, median: 0.05, p95: 0.1, failureRate: 0.001 },
    medianMs: 30,
    ...overrides,
  };
}

/** What makes a plan of aPlan() one of an open run. */
export function anOpenModel(overrides: Partial<OpenModel> = {}): OpenModel {
  return {
    ratePerS: 4,
    share: 0.8,
    closedRun: '10-users-20251123T030000Z',
    closedGoodputPerS: { direct: 5.2, pooled: 5 },
    classWeights: [0.7, 0.3],
    ...overrides,
  };
}

/** Facts of a segment whose toggle is proven, for either kind of arm. */
export function someFacts(via: Arm['via'], overrides: Partial<SegmentFacts> = {}): SegmentFacts {
  return {
    serverLogins: 10,
    serverLoginsNotPooler: via === 'pooler' ? 0 : 10,
    poolerTransactions: via === 'pooler' ? 60 : 0,
    refusedConnections: { app: 0, log: 0 },
    sqlstates: {},
    poolerReadBack: { poolMode: 'transaction', defaultPoolSize: 25, maxClientConn: 1000, queryWaitTimeoutS: 10 },
    appSettings: { strategy: via === 'pooler' ? 'per-request' : 'per-worker-persistent' },
    overheadS: { start: 3, stop: 1 },
    clockStepS: 0,
    ...overrides,
  };
}

/** One reading of a gate that let the segment pass. */
export function aGateReading(id: GateId, overrides: Partial<GateReading> = {}): GateReading {
  return { id, limit: 0.05, reading: 0, ok: true, note: 'Within the limit.', ...overrides };
}

const startOf = (index: number): number => firstStartAt + (index - 1) * segmentGapS;

/** segment.json; the arm's name says which facts it gets. */
export function aSegment(overrides: Partial<Segment> = {}): Segment {
  const { index = 1, arm = 'direct' } = overrides;
  const startedAt = overrides.startedAt ?? startOf(index);
  return {
    schemaVersion,
    index,
    arm,
    block: Math.ceil(index / 2),
    status: 'ok',
    reason: null,
    startedAt,
    steadyFrom: startedAt + 2,
    steadyTo: startedAt + 5,
    endedAt: startedAt + 5,
    facts: someFacts(viaOf(arm)),
    gates: gateIds.map((id) => aGateReading(id)),
    notes: [],
    ...overrides,
  };
}

const viaOf = (arm: string): Arm['via'] => someArms.find(({ name }) => name === arm)?.via ?? 'postgres';

/** One endpoint of a segment: all ok unless told otherwise. */
export function anEndpoint(overrides: Partial<Endpoint> = {}): Endpoint {
  return {
    userClass: 'browsing',
    name: 'GET /dashboard/',
    ok: 14,
    failed: 0,
    censored: 0,
    causes: {},
    sumMs: 140,
    bytes: 86_016,
    minMs: 10,
    maxMs: 10,
    hdr: hdrOf(Array.from({ length: 14 }, () => 10_000)),
    steadyOkHdr: hdrOf(Array.from({ length: 10 }, () => 10_000)),
    steady: { ok: 10, failed: 0, censored: 0 },
    ...overrides,
  };
}

/** One second of a segment. */
export function aSecond(offsetS: number, overrides: Partial<Second> = {}): Second {
  return {
    offsetS,
    activeUsers: 10,
    ok: 5,
    failed: 0,
    censored: 0,
    causes: {},
    sumMs: 50,
    bytes: 24_576,
    p50Ms: 10,
    p95Ms: 10,
    hdr: hdrOf(Array.from({ length: 5 }, () => 10_000)),
    clActive: 0,
    clWaiting: 0,
    svActive: 0,
    svIdle: 0,
    maxWaitMs: 0,
    backends: 10,
    backendsActive: 1,
    backendsIdleInTransaction: 0,
    ...overrides,
  };
}

function someEndpoints(): Endpoint[] {
  const login = { ok: 10, sumMs: 100, bytes: 20_480, steadyOkHdr: null, steady: { ok: 0, failed: 0, censored: 0 } };
  const tenLogins = hdrOf(Array.from({ length: 10 }, () => 10_000));
  return [
    anEndpoint({
      userClass: 'api',
      name: 'GET /api/rekap/',
      ok: 6,
      sumMs: 60,
      bytes: 12_288,
      hdr: hdrOf(Array.from({ length: 6 }, () => 10_000)),
      steadyOkHdr: hdrOf(Array.from({ length: 5 }, () => 10_000)),
      steady: { ok: 5, failed: 0, censored: 0 },
    }),
    anEndpoint({ ...login, name: 'GET /accounts/login/', hdr: tenLogins }),
    anEndpoint(),
    anEndpoint({ ...login, name: 'POST /accounts/login/', hdr: tenLogins }),
  ];
}

/** One folded segment: forty attempts, all ok, five a second in steady, 10 ms each. */
export function aResultSegment(overrides: Partial<ResultSegment> = {}): ResultSegment {
  const { index = 1, arm = 'direct' } = overrides;
  const pooled = viaOf(arm) === 'pooler';
  const pools = pooled ? { clActive: 4, svActive: 2, svIdle: 1 } : {};
  const { serverLoginsNotPooler, poolerReadBack, appSettings, overheadS } = someFacts(viaOf(arm));
  const twentyLogins = { ok: 20, sumMs: 200, bytes: 40_960, hdr: hdrOf(Array.from({ length: 20 }, () => 10_000)) };
  return {
    index,
    arm,
    block: Math.ceil(index / 2),
    status: 'ok',
    reason: null,
    startedAt: startOf(index),
    durationS: 5,
    rampS: 1,
    steadyFromS: 2,
    steadyS: 3,
    attempts: 40,
    failures: 0,
    censored: 0,
    causes: {},
    failuresBeforeSteady: 0,
    medianMs: 10,
    medianReason: null,
    p95Ms: 10,
    p99Ms: 10,
    maxMs: 10,
    throughputPerS: 5,
    goodputPerS: 5,
    loggedInShare: 1,
    loginsLostOtherwise: 0,
    serverLogins: 10,
    serverLoginsNotPooler,
    poolerTransactions: pooled ? 60 : 0,
    refusedConnections: { app: 0, log: 0 },
    sqlstates: {},
    maxClientsActive: pooled ? 4 : 0,
    maxServersActive: pooled ? 2 : 0,
    maxClientsWaiting: 0,
    maxBackends: 10,
    arrivals: null,
    cpuS: { app: 1.5, postgres: 1, pgbouncer: pooled ? 0.2 : 0, k6: 0.4, runner: 0.1 },
    thinkDrawnMs: 40_000,
    thinkRealisedMs: 40_020,
    tornLines: 0,
    poolerReadBack,
    appSettings,
    overheadS,
    gates: gateIds.map((id) => aGateReading(id)),
    notes: [],
    seconds: Array.from({ length: 5 }, (_, offsetS) =>
      aSecond(offsetS, { ...pools, ...(offsetS === 0 ? twentyLogins : {}) }),
    ),
    endpoints: someEndpoints(),
    ...overrides,
  };
}

/**
 * result.json of a plan: one segment for each that was planned.
 * `each` says what is different about a segment; give a plan to get other blocks or arms.
 */
export function aResult(
  overrides: Partial<Result> = {},
  each: (planned: PlannedSegment) => Partial<ResultSegment> = () => ({}),
  plan: Plan = aPlan(),
): Result {
  return {
    schemaVersion,
    bench: plan.bench,
    users: plan.users,
    profile: plan.profile.name,
    seed: plan.seed,
    arms: plan.arms.map(({ name }) => name),
    segments: plan.segments.map((planned) => aResultSegment({ ...planned, ...each(planned) })),
    ...overrides,
  };
}

/** A criterion that passed: the rate of aPlan(). */
export function aCriterion(overrides: Partial<Criterion> = {}): Criterion {
  return {
    id: 'success-rate-pooled',
    metric: 'success rate',
    arm: 'pooled',
    bound: aBound('> 99 %'),
    estimate: 1,
    interval: [0.995, 1],
    met: true,
    verdict: 'PASS',
    reason: '100 % of 240 attempts succeeded, in each of 6 segments; at least 99.5 % with 95 % confidence.',
    n: 6,
    tTest: { pass: 0.001, fail: 0.999 },
    signFlip: { pass: 0.015625, fail: 1 },
    points: [1, 1, 1, 1, 1, 1],
    beside: { arm: 'direct', estimate: 1, met: true },
    ...overrides,
  };
}

/** verdict.json: a PASS with one criterion, every gate, and the three comparisons. */
export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  const comparison = { arm: 'pooled', against: 'direct', effect: 'none shown', n: 6 } as const;
  return {
    schemaVersion,
    bench: '10-users',
    verdict: 'PASS',
    headline: 'The criterion is met.',
    answer: 'Pooling makes no difference larger than 5 %.',
    blocks: { whole: 6, run: 6 },
    criteria: [aCriterion()],
    gates: gateIds.map((id) => ({ id, limit: 0.05, reading: 0, ok: true, note: 'Within the limit.', voided: [] })),
    comparisons: [
      { ...comparison, metric: 'goodput', kind: 'ratio', estimate: 1.01, interval: [0.98, 1.04] },
      { ...comparison, metric: 'median response time', kind: 'ratio', estimate: 0.99, interval: [0.95, 1.03] },
      { ...comparison, metric: 'failures per 300 s', kind: 'difference', estimate: 0, interval: [0, 0] },
    ],
    warnings: [],
    ...overrides,
  };
}
