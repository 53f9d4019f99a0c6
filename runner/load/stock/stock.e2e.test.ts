/** A stock k6, played by our own, which can do both. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCounts } from '../../model/hdr-decode.ts';
import { bucketIndex } from '../../model/hdr-format.ts';
import { type AttemptsLine, type LoadLine, loadLineSchema } from '../../model/load-line.ts';
import type { LoadSettings } from '../../model/load-settings.ts';
import { chooseCacheDir } from '../../provision/cache.ts';
import { k6 as k6Tool } from '../../provision/k6.ts';
import { provide } from '../../provision/provide.ts';
import { until } from '../../testing/cli.ts';
import { bundleScenario } from '../bundle.ts';
import { k6Argv, k6Environment } from '../k6-argv.ts';
import { type RunningK6, startK6 } from '../k6.ts';
import { type Behaviour, startTestApp, type TestApp, type Visit } from '../testing/app.ts';
import { readPoints } from './read-points.ts';

const packageRoot = path.join(import.meta.dirname, '../../..');
const users = 20;
let binary: string;
const dirs: string[] = [];
const running: RunningK6[] = [];
const apps: TestApp[] = [];

beforeAll(async () => {
  const { dir: cacheDir } = await chooseCacheDir(process.env, os.homedir(), null);
  const context = { env: process.env, cacheDir, packageRoot, serviceUser: null, log: () => undefined };
  ({ path: binary } = await provide(k6Tool, context));
}, 900_000);

// At the very end, since the tests run at the same time: they wait more than they work.
afterAll(async () => {
  await Promise.all(running.map((k6) => k6.stop()));
  await Promise.all(apps.map((app) => app.close()));
  await Promise.all(dirs.map((dir) => rm(dir, { recursive: true })));
});

/** Every fourth route fails in its way; what hangs ends seconds later, when the request times out. */
function mixed({ path: url, user }: Visit): Behaviour {
  if (user === users + 1) return null;
  if (url.startsWith('/b/')) return user === 1 ? 'hang' : null;
  if (url.startsWith('/c/')) return 'reset';
  if (url.startsWith('/d/')) return { status: 500, headers: { 'X-Poolproof-Cause': 'db-connect;53300;too%20many' } };
  return null;
}

interface Prepared {
  readonly app: TestApp;
  /** The segment's folder. */
  readonly dir: string;
  readonly script: string;
  readonly settings: LoadSettings;
}

async function prepare(changes: Partial<LoadSettings> = {}): Promise<Prepared> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-stock-'));
  dirs.push(dir);
  const app = await startTestApp(mixed);
  apps.push(app);
  const flowsFile = path.join(import.meta.dirname, '../testing/mixed-flows.ts');
  const { file } = await bundleScenario({ packageRoot, flowsFile, outDir: dir });
  const settings = { users, rampUsersPerS: 20, durationS: 8, graceS: 1, requestTimeoutS: 4, seed: 1, ...changes };
  return { app, dir, script: file, settings: { baseUrl: app.baseUrl, arrivals: null, ...settings } };
}

async function start({ dir, script, settings }: Omit<Prepared, 'app'>): Promise<RunningK6> {
  const k6 = await startK6({ binary, kind: 'stock', script, settings, segmentDir: dir, env: process.env });
  running.push(k6);
  return k6;
}

async function linesIn(dir: string, file = 'load.ndjson'): Promise<LoadLine[]> {
  const text = await readFile(path.join(dir, file), 'utf8');
  expect(text).toMatch(/\n$/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => loadLineSchema.parse(JSON.parse(line)));
}

/** The sums of each key, and every line about users. */
function addedUp(lines: readonly LoadLine[]): Record<string, unknown> {
  const sums: Record<string, { count: number; sumUs: number; bytes: number; buckets: Record<string, number> }> = {};
  for (const line of lines) {
    if (line.type === 'users') continue;
    const { second, userClass, name, outcome, cause } = line;
    const sum = (sums[[second, userClass, name, outcome, cause].join(' ')] ??= {
      count: 0,
      sumUs: 0,
      bytes: 0,
      buckets: {},
    });
    sum.count += line.count;
    sum.sumUs += Math.round(line.sumMs * 1000);
    sum.bytes += line.bytes;
    eachBucket(line, (index, count) => (sum.buckets[index] = (sum.buckets[index] ?? 0) + count));
  }
  return { sums, users: lines.filter(({ type }) => type === 'users') };
}

function eachBucket(line: AttemptsLine, each: (index: number, count: number) => void): void {
  if (line.hdr !== undefined) decodeCounts(line.hdr, each);
  else for (const us of line.us) each(bucketIndex(us), 1);
}

const attemptsIn = (lines: readonly LoadLine[]) => lines.filter((line) => line.type === 'attempts');

describe.concurrent('one k6 with both outputs', () => {
  it('gives equal lines', async () => {
    const { dir, script, settings } = await prepare();
    const argv = k6Argv({ kind: 'poolproof', script, load: path.join(dir, 'ours.ndjson') });
    const k6 = spawn(binary, [...argv.slice(0, -1), '--out=json=-', script], {
      env: k6Environment(process.env, dir, settings),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const fault = readPoints(k6.stdout, path.join(dir, 'stock.ndjson'), () => k6.kill());
    expect(await once(k6, 'close')).toEqual([0, null]);
    expect(await fault).toBeNull();

    const ours = await linesIn(dir, 'ours.ndjson');
    expect(addedUp(await linesIn(dir, 'stock.ndjson'))).toEqual(addedUp(ours));
    // It was worth comparing: raw and in histograms, every way to end, late ones, users in each second.
    const attempts = attemptsIn(ours);
    expect(new Set(attempts.map(({ hdr }) => hdr === undefined)).size).toBe(2);
    expect(attempts.map(({ outcome, cause }) => cause ?? outcome)).toEqual(
      expect.arrayContaining(['ok', 'pg-53300', 'reset', 'timeout']),
    );
    expect(ours.filter(({ type }) => type === 'users').length).toBeGreaterThan(8);
  });
});

describe.concurrent('startK6 with a stock k6', () => {
  it('writes load.ndjson and k6.log as with our own', async () => {
    const prepared = await prepare({ durationS: 3, requestTimeoutS: 1 });
    const { app, dir } = prepared;
    const k6 = await start(prepared);
    const loadStartedAt = await k6.loadStartedAt;
    expect(await k6.done).toEqual({ exitCode: 0, signal: null, error: null });
    const lines = await linesIn(dir);
    const visits = app.visits.filter(({ user }) => user !== users + 1).length;
    // The first visit is that of the requests before the load, as a stranger.
    expect(attemptsIn(lines).reduce((sum, line) => sum + line.count, 0)).toBe(visits - 1);
    expect(Math.min(...lines.map(({ second }) => second))).toBe(loadStartedAt);
    const active = lines.flatMap((line) => (line.type === 'users' ? [line.active] : []));
    expect(Math.max(...active)).toBe(users);
    expect(active.at(-1)).toBe(0);
    const log = await readFile(path.join(dir, 'k6.log'), 'utf8');
    expect(log).toContain('poolproof load starts at');
    expect(log).not.toContain('"type":"Point"');
  });

  it('keeps what was measured when it is stopped, and says so when it is killed', async () => {
    const prepared = await prepare({ durationS: 60 });
    const { app, dir } = prepared;
    const k6 = await start(prepared);
    await k6.loadStartedAt;
    await until(
      () => app.visits.length > 100,
      30_000,
      () => `${app.visits.length} visits`,
    );
    expect(await k6.stop()).toMatchObject({ error: null });
    expect(attemptsIn(await linesIn(dir)).reduce((sum, line) => sum + line.count, 0)).toBeGreaterThan(50);

    const other = await start(prepared);
    await other.loadStartedAt;
    process.kill(other.pid, 'SIGKILL');
    expect(await other.done).toMatchObject({
      signal: 'SIGKILL',
      error: { code: 'k6', message: expect.stringContaining('SIGKILL') },
    });
    await linesIn(dir);
  });

  it('ends the run at a sample that breaks the contract', async () => {
    const { dir, settings } = await prepare();
    const script = path.join(dir, 'broken.js');
    const lines = [
      "import { sleep } from 'k6';",
      "import { Trend } from 'k6/metrics';",
      "const attempt = new Trend('poolproof_attempt');",
      'export default function () {',
      // More than k6 holds back.
      "  for (let i = 0; i < 100; i += 1) attempt.add(5, { user_class: 'browsing', task: 'GET /', outcome: 'ok' });",
      '  sleep(60);',
      '}',
    ];
    await writeFile(script, lines.join('\n'));
    const startedMs = Date.now();
    const k6 = await start({ dir, script, settings });
    const message = 'k6 reported a sample of poolproof_attempt with metadata second: none';
    await expect(k6.loadStartedAt).rejects.toMatchObject({ code: 'k6', message });
    expect((await k6.done).error?.message).toBe(message);
    expect(Date.now() - startedMs).toBeLessThan(50_000);
  });

  it('ends the run when load.ndjson cannot be written', async () => {
    const prepared = await prepare({ durationS: 60 });
    await mkdir(path.join(prepared.dir, 'load.ndjson'));
    const k6 = await start(prepared);
    expect((await k6.done).error).toMatchObject({ code: 'disk', message: expect.stringContaining('load.ndjson') });
  });

  it('does not outlive the reader of its samples', async () => {
    const { dir, script, settings } = await prepare({ durationS: 60 });
    const k6 = spawn(binary, k6Argv({ kind: 'stock', script, load: '' }), {
      env: k6Environment(process.env, dir, settings),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(k6.stdout, 'data');
    k6.stdout.destroy();
    expect(await once(k6, 'exit')).toEqual([null, 'SIGPIPE']);
  });
});
