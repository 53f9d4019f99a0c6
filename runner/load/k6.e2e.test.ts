import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolproofError } from '../errors.ts';
import { type AttemptsLine, loadLineSchema, type UsersLine } from '../model/load-line.ts';
import type { LoadSettings } from '../model/load-settings.ts';
import { chooseCacheDir } from '../provision/cache.ts';
import { k6 as k6Tool } from '../provision/k6.ts';
import { provide } from '../provision/provide.ts';
import { bundleScenario } from './bundle.ts';
import { type K6End, type K6Start, type RunningK6, startK6 } from './k6.ts';
import { type Behaviour, startTestApp, type TestApp, type Visit } from './testing/app.ts';

const packageRoot = path.join(import.meta.dirname, '../..');
const dirs: string[] = [];
const apps: TestApp[] = [];
const running: RunningK6[] = [];
let binary: string;

beforeAll(async () => {
  const { dir: cacheDir } = await chooseCacheDir(process.env, os.homedir(), null);
  const context = { env: process.env, cacheDir, packageRoot, serviceUser: null, log: () => undefined };
  ({ path: binary } = await provide(k6Tool, context));
}, 900_000);

// At the very end, since most tests run at the same time: they wait more than they work.
afterAll(async () => {
  await Promise.all(running.splice(0).map((k6) => k6.stop()));
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await Promise.all(dirs.splice(0).map((dir) => rm(dir, { recursive: true })));
});

async function appThat(behave?: (visit: Visit) => Behaviour): Promise<TestApp> {
  const app = await startTestApp(behave);
  apps.push(app);
  return app;
}

/** Starts k6 with the flow module testing/`flows`-flows.ts. */
async function start(
  app: TestApp,
  flows: string,
  settings: Partial<LoadSettings>,
  env: Record<string, string> = {},
  more: Pick<K6Start, 'onSpawn' | 'startWithinMs'> = {},
): Promise<{ k6: RunningK6; segmentDir: string }> {
  const segmentDir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-load-'));
  dirs.push(segmentDir);
  const flowsFile = path.join(import.meta.dirname, `testing/${flows}-flows.ts`);
  const { file } = await bundleScenario({ packageRoot, flowsFile, outDir: segmentDir });
  const k6 = await startK6({
    binary,
    kind: 'poolproof',
    script: file,
    segmentDir,
    env: { ...process.env, ...env },
    settings: {
      baseUrl: app.baseUrl,
      users: 1,
      rampUsersPerS: 100,
      durationS: 2,
      graceS: 1,
      requestTimeoutS: 30,
      seed: 1,
      arrivals: null,
      ...settings,
    },
    ...more,
  });
  running.push(k6);
  return { k6, segmentDir };
}

const freeze = (pid: number) => void process.kill(pid, 'SIGSTOP');

interface Replayed {
  readonly end: K6End;
  readonly loadStartedAt: number;
  readonly endedAt: number;
  readonly attempts: readonly AttemptsLine[];
  readonly users: readonly UsersLine[];
  readonly log: string;
}

/** A whole run. */
async function replay(...parameters: Parameters<typeof start>): Promise<Replayed> {
  const { k6, segmentDir } = await start(...parameters);
  const loadStartedAt = await k6.loadStartedAt;
  const end = await k6.done;
  return { end, loadStartedAt, endedAt: Date.now() / 1000, ...(await read(segmentDir)) };
}

async function read(segmentDir: string): Promise<Pick<Replayed, 'attempts' | 'users' | 'log'>> {
  const text = await readFile(path.join(segmentDir, 'load.ndjson'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => loadLineSchema.parse(JSON.parse(line)));
  return {
    attempts: lines.filter((line) => line.type === 'attempts'),
    users: lines.filter((line) => line.type === 'users'),
    log: await readFile(path.join(segmentDir, 'k6.log'), 'utf8'),
  };
}

/** How often each outcome and cause came, by name. */
function tally(attempts: readonly AttemptsLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, outcome, cause, count } of attempts) {
    const key = [name, outcome, cause].filter((part) => part !== null).join(' ');
    counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}

const isPrime = (users: number) => (visit: Visit) => visit.user === users + 1;
const seen = ({ method, path: url }: Visit) => `${method} ${url}`;
const refusal: Behaviour = { status: 500, headers: { 'X-Poolproof-Cause': 'db-connect;53300;too%20many%20clients' } };

describe.concurrent('the requests before the load', () => {
  it('are a log-in and each route once, over one socket that the last one closes, and not recorded', async () => {
    const app = await appThat();
    const { attempts } = await replay(app, 'mixed', { users: 2, durationS: 1 });
    // The form is fetched by a stranger; it is the first request of all.
    const prime = [app.visits[0], ...app.visits.filter(isPrime(2))].filter((visit) => visit !== undefined);
    expect(prime.map(seen)).toEqual([
      'GET /login/',
      'POST /login/',
      'GET /a/3/',
      'GET /b/3/',
      'POST /c/3/',
      'POST /d/3/',
    ]);
    expect(new Set(prime.map((visit) => visit.socket))).toEqual(new Set([0]));
    expect(prime.map((visit) => visit.headers.connection === 'close')).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(app.visits.slice(prime.length).every((visit) => visit.socket > 0)).toBe(true);
    expect(attempts.reduce((sum, line) => sum + line.count, 0)).toBe(app.visits.length - prime.length);
  });

  it('stop the run when an answer is wrong, and say which', async () => {
    const app = await appThat((visit) => (visit.path === '/b/3/' ? { status: 200, body: 'hello' } : null));
    const { k6 } = await start(app, 'mixed', { users: 2 });
    await expect(k6.loadStartedAt).rejects.toMatchObject({
      code: 'k6',
      message: 'the replay could not begin: Error: before the load, GET /b/[id]/ failed: content (body hello)',
    } satisfies Partial<PoolproofError>);
    expect((await k6.done).exitCode).toBe(107);
    expect(app.visits.at(-1)?.path).toBe('/b/3/');
  });

  it('stop the run when the app is not there', async () => {
    const app = await appThat();
    await app.close();
    const { k6 } = await start(app, 'mixed', {});
    await expect(k6.loadStartedAt).rejects.toThrow(/before the load, the log-in of user2 failed: refused/);
  });
});

describe.concurrent('a user', () => {
  it('logs in as a browser does, tries again after each think time, and then posts with the rotated token', async () => {
    const faults: Behaviour[] = [{ status: 503 }, refusal];
    let primed = false;
    const app = await appThat((visit) => {
      primed ||= visit.path === '/d/2/';
      if (!primed || !visit.path.startsWith('/login/')) return null;
      // The first form fails, then the first submission.
      if (faults.length === 2 && visit.method === 'GET') return faults.shift() ?? null;
      return faults.length === 1 && visit.method === 'POST' ? (faults.shift() ?? null) : null;
    });
    const { attempts, end } = await replay(app, 'mixed', { users: 1, durationS: 4 });
    expect(end).toMatchObject({ exitCode: 0, error: null });
    const load = app.visits.slice(app.visits.findIndex((visit) => visit.path === '/d/2/') + 1);
    expect(load.slice(0, 5).map(seen)).toEqual([
      'GET /login/',
      'GET /login/',
      'POST /login/',
      'GET /login/',
      'POST /login/',
    ]);
    expect(load.filter((visit) => visit.path === '/login/')).toHaveLength(5);
    expect(load[4]?.headers.referer).toBe(`${app.baseUrl}/login/`);
    expect(tally(attempts)).toMatchObject({
      'GET /login/ failed http-503': 1,
      'GET /login/ ok': 2,
      'POST /login/ failed pg-53300': 1,
      'POST /login/ ok': 1,
    });
    const posts = load.filter((visit) => visit.method === 'POST' && visit.path !== '/login/');
    expect(posts.length).toBeGreaterThan(0);
    expect(posts.every((visit) => visit.headers['content-type'] === 'application/json')).toBe(true);
    expect(Object.keys(tally(attempts)).filter((key) => key.includes('[id]') && !key.endsWith(' ok'))).toEqual([]);
  });
});

/** What each of four users asked for, one after the other; every so many answers are a refusal. */
async function sequencesOf(env: Record<string, string>, failEvery: number): Promise<string[][]> {
  let asked = 0;
  const app = await appThat((visit) => {
    asked += 1;
    return !isPrime(4)(visit) && visit.path !== '/login/' && asked % failEvery === 0 ? refusal : null;
  });
  const { users } = await replay(app, 'mixed', { users: 4, durationS: 3, rampUsersPerS: 2 }, env);
  expect(users.map((line) => line.active).slice(0, 3)).toEqual([2, 4, 4]);
  expect(users.at(-1)?.active).toBe(0);
  return [1, 2, 3, 4].map((user) =>
    app.visits
      .filter((visit) => visit.user === user && visit.path !== '/login/')
      .map((visit) => `${seen(visit)} ${visit.body}`),
  );
}

// By themselves: it matters when users begin.
describe('several users', () => {
  it('do the same in every run of a seed, whatever fails, and whatever k6’s own variables say', async () => {
    const k6s = { K6_VUS: '1', K6_DURATION: '1s', K6_ITERATIONS: '1', K6_OUT: 'json=x' };
    const sequences = await Promise.all([
      sequencesOf({}, Infinity),
      sequencesOf({ ...k6s, HTTP_PROXY: 'http://127.0.0.1:9' }, 3),
    ]);
    for (const user of [0, 1, 2, 3]) {
      const [one = [], other = []] = sequences.map((sequence) => sequence[user]);
      const common = Math.min(one.length, other.length);
      expect(common).toBeGreaterThan(3);
      expect(other.slice(0, common)).toEqual(one.slice(0, common));
    }
  });
});

describe.concurrent('an attempt', () => {
  it('ends in one of these ways, with its cause', async () => {
    const users = 7;
    const answers: Record<string, Behaviour> = {
      wrong: { status: 200, body: '{"ok":false}' },
      refusing: refusal,
      limiting: { status: 429 },
      stranger: { status: 302, headers: { location: '/login/?next=/' } },
      slow: 'hang',
      breaking: 'reset',
    };
    const app = await appThat((visit) =>
      isPrime(users)(visit) ? null : (answers[visit.path.split('/')[1] ?? ''] ?? null),
    );
    const { attempts, log } = await replay(app, 'outcome', { users, requestTimeoutS: 0.5 });
    const kinds = attempts
      .filter((line) => line.name.includes('[id]'))
      .map(({ userClass, name, outcome, cause }) => [userClass, name, outcome, cause].join(' '));
    expect([...new Set(kinds)].toSorted()).toEqual([
      'breaking POST /breaking/[id]/ failed reset',
      'limiting GET /limiting/[id]/ failed rate-limit',
      'refusing GET /refusing/[id]/ failed pg-53300',
      'right GET /right/[id]/ ok ',
      'slow GET /slow/[id]/ failed timeout',
      'stranger GET /stranger/[id]/ failed auth',
      'wrong GET /wrong/[id]/ failed content',
    ]);
    // What was wrong is told once per user, and a lost session means to log in again.
    expect(log.match(/wrong content of GET \/wrong\/\[id\]\/: body \{\\"ok\\":false\}/g)).toHaveLength(1);
    expect(tally(attempts.filter((line) => line.userClass === 'stranger'))['POST /login/ ok']).toBeGreaterThan(1);
    const slow = attempts.filter((line) => line.userClass === 'slow' && line.cause === 'timeout');
    expect(slow.every((line) => line.sumMs / line.count >= 500)).toBe(true);
  });

  it('fails as refused once the app is gone', async () => {
    const app = await appThat();
    const { k6, segmentDir } = await start(app, 'mixed', { users: 2, durationS: 3 });
    await k6.loadStartedAt;
    await until(() => app.visits.some((visit) => visit.user === 1 && visit.path !== '/login/'));
    await app.close();
    expect(await k6.done).toMatchObject({ exitCode: 0, error: null });
    const { attempts } = await read(segmentDir);
    const last = attempts.filter((line) => line.second === attempts.at(-1)?.second);
    expect(new Set(last.map((line) => line.cause))).toEqual(new Set(['refused']));
  });

  it('is censored when the end cuts it off; thinking ends with the deadline', async () => {
    const users = 2;
    const app = await appThat((visit) =>
      visit.path.startsWith('/hanging/') && !isPrime(users)(visit) ? 'hang' : null,
    );
    const { attempts, users: lines, loadStartedAt, endedAt } = await replay(app, 'waiting', { users });
    expect(tally(attempts)).toMatchObject({ 'GET /hanging/[id]/ censored': 1, 'GET /thinking/[id]/ ok': 1 });
    const censored = attempts.find((line) => line.outcome === 'censored');
    // From about 0 s until deadline and grace, 3 s.
    expect(censored?.sumMs).toBeGreaterThan(2_000);
    expect(censored?.sumMs).toBeLessThan(3_500);
    expect(endedAt - loadStartedAt).toBeLessThan(8);
    const sum = (of: (line: UsersLine) => number) => lines.reduce((total, line) => total + of(line), 0);
    const drawnMs = sum((line) => line.thinkDrawnMs);
    expect(drawnMs).toBeGreaterThan(1_000);
    expect(drawnMs).toBeLessThanOrEqual(2_000);
    expect(sum((line) => line.thinkRealisedMs)).toBeGreaterThanOrEqual(drawnMs);
  });
});

describe.concurrent('k6', () => {
  it('breaks off with the text of a fault in the flows', async () => {
    const { end, log } = await replay(await appThat(), 'throwing', {});
    expect(end.exitCode).toBe(108);
    expect(end.error?.message).toMatch(/^the replay broke off: .*TypeError: the check of user 1 is broken/);
    expect(log).toContain('throwing-flows.ts');
  });

  it('ends when it is stopped, any number of times, and counts nothing as failed for it', async () => {
    const app = await appThat((visit) => (visit.path === '/hanging/1/' ? 'hang' : null));
    const { k6, segmentDir } = await start(app, 'waiting', { users: 2, durationS: 60 });
    await k6.loadStartedAt;
    await until(() => app.visits.some((visit) => visit.path === '/hanging/1/'));
    const [first, second] = await Promise.all([k6.stop(), k6.stop()]);
    expect(first).toEqual({ exitCode: 105, signal: null, error: null });
    expect(second).toBe(first);
    const { attempts } = await read(segmentDir);
    expect(attempts.map((line) => line.outcome)).not.toContain('failed');
  });

  it('is killed when it does not say in time when the load starts', async () => {
    const { k6 } = await start(await appThat(), 'mixed', {}, {}, { startWithinMs: 300, onSpawn: freeze });
    await expect(k6.loadStartedAt).rejects.toMatchObject({
      code: 'k6',
      message: 'k6 did not say within 0.3 s when the load starts',
    });
    expect(await k6.done).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('is reported when something else ends it, even when its log is gone', async () => {
    const app = await appThat();
    const { k6, segmentDir } = await start(app, 'mixed', { durationS: 60 });
    await k6.loadStartedAt;
    await rm(path.join(segmentDir, 'k6.log'));
    process.kill(k6.pid, 'SIGKILL');
    expect(await k6.done).toMatchObject({ exitCode: null, signal: 'SIGKILL', error: { code: 'k6' } });
  });

  it('must be there', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-load-'));
    dirs.push(dir);
    const times = { rampUsersPerS: 1, durationS: 1, graceS: 1, requestTimeoutS: 1 };
    const settings = { ...times, baseUrl: '', users: 1, seed: 1, arrivals: null };
    const missing = {
      binary: '/nowhere/k6',
      kind: 'poolproof',
      script: '',
      segmentDir: dir,
      env: {},
      settings,
    } as const;
    await expect(startK6(missing)).rejects.toMatchObject({ code: 'k6', hint: 'poolproof doctor' });
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to pass within 20 s');
    await delay(10);
  }
}
