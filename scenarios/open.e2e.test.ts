/** The open model in a real k6: what was due is all there, and timed from when it was due. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueBetween } from '../runner/model/arrivals.ts';
import { type LoadLine, loadLineSchema } from '../runner/model/load-line.ts';
import { anOpenModel, aPlan, aSegment } from '../runner/model/testing/factories.ts';
import { chooseCacheDir } from '../runner/provision/cache.ts';
import { k6 as k6Tool } from '../runner/provision/k6.ts';
import { provide } from '../runner/provision/provide.ts';
import { foldSegment } from '../runner/result/fold-segment.ts';
import type { ResultSegment } from '../runner/model/result.ts';
import { bundleScenario } from '../runner/load/bundle.ts';
import { startK6 } from '../runner/load/k6.ts';
import { startTestApp, type TestApp } from '../runner/load/testing/app.ts';

const packageRoot = path.join(import.meta.dirname, '..');
/** Two sessions, which open within a second; then twenty arrivals a second for six. */
const arrivals = { ratePerS: 20, fromS: 1, classWeights: [1, 0] };
const [users, durationS, graceS] = [2, 7, 1];
const freeze = { atS: 2, forS: 1.5 };
const hangFromS = 6;

let dir: string;
let app: TestApp;
let startedAt: number;
let lines: readonly LoadLine[];
let segment: ResultSegment;

/** Stops this process, and so the app in it, from answering anything. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

beforeAll(async () => {
  const { dir: cacheDir } = await chooseCacheDir(process.env, os.homedir(), null);
  const { path: binary } = await provide(k6Tool, {
    env: process.env,
    cacheDir,
    packageRoot,
    serviceUser: null,
    log: () => undefined,
  });
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-open-'));
  let hangFromMs = Infinity;
  app = await startTestApp(() => (Date.now() >= hangFromMs ? 'hang' : null));
  const flowsFile = path.join(packageRoot, 'runner/load/testing/mixed-flows.ts');
  const { file } = await bundleScenario({ packageRoot, flowsFile, outDir: dir });
  const settings = { users, rampUsersPerS: 2, durationS, graceS, requestTimeoutS: 30, seed: 1, arrivals };
  const start = { binary, kind: 'poolproof', script: file, segmentDir: dir, env: process.env } as const;
  const k6 = await startK6({ ...start, settings: { ...settings, baseUrl: app.baseUrl } });
  startedAt = await k6.loadStartedAt;
  hangFromMs = 1000 * (startedAt + hangFromS);
  await delay(Math.max(0, 1000 * (startedAt + freeze.atS) - Date.now()));
  block(1000 * freeze.forS);
  const end = await k6.done;
  if (end.error !== null) throw end.error;
  const text = await readFile(path.join(dir, 'load.ndjson'), 'utf8');
  lines = text
    .trimEnd()
    .split('\n')
    .map((line) => loadLineSchema.parse(JSON.parse(line)));
  segment = fold();
}, 900_000);

afterAll(async () => {
  await app.close();
  await rm(dir, { recursive: true });
});

/** What a run makes of these lines: steady is the whole of the arrivals. */
function fold(): ResultSegment {
  const profile = {
    name: 'tiny',
    blocks: 1,
    single: true,
    rampUsersPerS: 2,
    settleS: 0,
    steadyS: durationS - 1,
    totalS: null,
  };
  const open = anOpenModel({ ratePerS: arrivals.ratePerS, classWeights: arrivals.classWeights });
  const plan = { ...aPlan({ users, profile, open }), loginNames: { form: 'GET /login/', submit: 'POST /login/' } };
  const times = { startedAt, steadyFrom: startedAt + 1, steadyTo: startedAt + durationS };
  return foldSegment(plan, {
    index: 1,
    arm: 'direct',
    segment: aSegment({ ...times, endedAt: startedAt + durationS + graceS }),
    load: { lines, torn: 0 },
    samples: null,
  });
}

const attempts = () => lines.filter((line) => line.type === 'attempts');
const usersLines = () => lines.filter((line) => line.type === 'users');

describe('arrivals at a constant rate', () => {
  it('are all accounted for: begun, or dropped when no session was free to the end', () => {
    const { due, dropped } = segment.arrivals ?? { due: 0, dropped: 0 };
    expect(due).toBe(dueBetween(arrivals, 0, durationS));
    const tasks = attempts().filter(({ name }) => name.includes('[id]'));
    expect(tasks.reduce((sum, { count }) => sum + count, 0)).toBe(due - dropped);
    // In the last second both sessions hang, and no more than that is dropped but for what a busy machine adds.
    expect(dropped).toBeGreaterThan(0);
    expect(segment.censored).toBe(users);
    expect(segment.failures).toBe(0);
  });

  it('count in the second in which they were due, a frozen app or not', () => {
    const bySecond = Array.from({ length: hangFromS - 1 }, (_, at) =>
      attempts()
        .filter(({ second, name }) => second === startedAt + 1 + at && name.includes('[id]'))
        .reduce((sum, { count }) => sum + count, 0),
    );
    expect(bySecond).toEqual([20, 20, 20, 20, 20]);
  });

  it('are timed from when they were due: those of a freeze took as long as was left of it', () => {
    const slowMs = (offsetS: number) => segment.seconds[offsetS]?.p50Ms ?? 0;
    // Due 0 to 1 s into the freeze of 1.5 s, so 0.5 to 1.5 s before its end; the middle one waits a second.
    expect(slowMs(freeze.atS)).toBeGreaterThan(900);
    expect(segment.maxMs).toBeGreaterThan(1400);
    // A closed loop of two users would have had two slow attempts; here thirty were due meanwhile.
    const slow = segment.seconds.slice(2, 4).reduce((sum, { sumMs }) => sum + sumMs, 0);
    expect(slow).toBeGreaterThan(20 * 500);
  });

  it('come of the classes that have a weight, and their log-ins are the sessions’', () => {
    const classes = (task: boolean) =>
      new Set(
        attempts()
          .filter(({ name }) => name.includes('[id]') === task)
          .map(({ userClass }) => userClass),
      );
    expect(classes(true)).toEqual(new Set(['first']));
    expect(classes(false)).toEqual(new Set(['session']));
    expect(
      attempts()
        .filter(({ name }) => name === 'POST /login/')
        .reduce((sum, { count }) => sum + count, 0),
    ).toBe(users);
    expect(Math.max(...usersLines().map(({ active }) => active))).toBe(users);
  });

  it('find sessions that wait for them, and say by how much those were late', () => {
    const drawnMs = usersLines().reduce((sum, line) => sum + line.thinkDrawnMs, 0);
    const realisedMs = usersLines().reduce((sum, line) => sum + line.thinkRealisedMs, 0);
    expect(drawnMs).toBeGreaterThan(0);
    expect(realisedMs).toBeGreaterThanOrEqual(drawnMs);
  });
});
