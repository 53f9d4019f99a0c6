/** `bench --open` from the command line: a folder of its own, complete by itself. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueBetween } from '../model/arrivals.ts';
import { planSchema } from '../model/plan.ts';
import { profiles } from '../model/profile.ts';
import { resultSchema } from '../model/result.ts';
import { verdictSchema } from '../model/verdict.ts';
import { anEndpoint, aPlan, aResult, plannedSegments } from '../model/testing/factories.ts';
import { readPlan, readResult, readVerdict } from '../run-folder/read-run.ts';
import { runPaths } from '../run-folder/paths.ts';
import { writeJson } from '../run-folder/write-file.ts';
import { type Ended, ownApp, processesOf, runCli, startCli } from '../testing/cli.ts';

const goodputPerS = { direct: 30, pooled: 25 };
const ratePerS = 20;

let folder: string;
let closed: string;
let open: string;
let ended: Ended;
let pid: number;

/** A closed run of the bench, as its files would say it. */
async function writeClosedRun(dir: string): Promise<void> {
  const userClasses = [
    {
      name: 'reader',
      weight: 1,
      users: 3,
      thinkS: [1, 2] as [number, number],
      tasks: [{ name: 'GET /page', weight: 1 }],
    },
  ];
  const plan = aPlan({
    bench: 'few',
    users: 3,
    app: 'tiny',
    profile: profiles.smoke,
    userClasses,
    loginNames: { form: 'GET /login', submit: 'POST /login' },
    segments: plannedSegments(1),
  });
  const endpoints = [anEndpoint({ userClass: 'reader', name: 'GET /page' })];
  const result = aResult(
    {},
    ({ arm }) => ({ endpoints, goodputPerS: arm === 'direct' ? goodputPerS.direct : goodputPerS.pooled }),
    plan,
  );
  await writeJson(runPaths(dir).plan, planSchema, plan);
  await writeJson(runPaths(dir).result, resultSchema, result);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-open-'));
  closed = path.join(folder, 'closed');
  open = `${closed}-open`;
  await writeClosedRun(closed);
  const args = ['bench', 'few', '--open', '--from', closed, '--profile', 'smoke', '--gate', 'none', '--seed', '1'];
  const cli = startCli(args, { cwd: ownApp });
  pid = cli.pid;
  ended = await cli.ended;
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

async function filesOf(dir: string): Promise<Map<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

describe('bench --open --from', () => {
  it('runs both arms at 80 % of the smaller arm’s goodput', async () => {
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).toContain(
      'arrivals: 20.0/s, 80.0 % of what pooled, the slower arm, served in closed (25.0/s)',
    );
    expect(await processesOf(pid)).toEqual([]);
    const plan = await readPlan(open);
    expect(plan).toMatchObject({ bench: 'few', users: 3, profile: { name: 'smoke' } });
    expect(plan.open).toEqual({
      ratePerS,
      share: 0.8,
      closedRun: 'closed',
      closedGoodputPerS: goodputPerS,
      classWeights: [1],
    });
  });

  it('accounts for every arrival that was due, in each arm', async () => {
    const { segments } = await readResult(open);
    expect(segments.map(({ arm }) => arm).toSorted()).toEqual(['direct', 'pooled']);
    for (const { arrivals, endpoints, steadyFromS, durationS, rampS } of segments) {
      const due = dueBetween({ ratePerS, fromS: rampS }, 0, durationS);
      const pages = endpoints.find(({ name }) => name === 'GET /page');
      const begun = (pages?.ok ?? 0) + (pages?.failed ?? 0) + (pages?.censored ?? 0);
      expect(arrivals).toMatchObject({
        due,
        dropped: due - begun,
        steadyDue: dueBetween({ ratePerS, fromS: rampS }, steadyFromS, durationS),
      });
      expect(begun).toBeGreaterThan(0);
      expect(pages?.userClass).toBe('reader');
    }
  });

  it('judges its tail, and says the rate and what was dropped in its reports', async () => {
    const { criteria, verdict } = verdictSchema.parse(await readVerdict(open));
    expect(criteria.map(({ metric }) => metric)).toEqual(['p95 response time', 'p99 response time']);
    expect(['INCONCLUSIVE', 'INVALID']).toContain(verdict);
    expect(ended.stdout).toMatch(/^## few, open: /);
    expect(ended.stdout).toContain('20.0/s arrivals');
    expect(ended.stdout).toContain('| Arrivals dropped (never begun) |');
    expect(ended.stdout).toContain('| p99 response time (pooled/direct) |');
  });

  it('is a run of its own: judged and reported again, no byte changes', async () => {
    const before = await filesOf(open);
    expect((await runCli(['judge', open, '--gate', 'none'])).exitCode).toBe(0);
    expect((await runCli(['report', open])).exitCode).toBe(0);
    expect(await filesOf(open)).toEqual(before);
  });

  it.each([
    ['its folder is taken', ['--from', 'CLOSED'], /closed-open already holds a run/],
    ['the closed run is an open one', ['--from', 'CLOSED-open', '--out', 'CLOSED-2'], /it is an open run itself/],
    ['there is no such run', ['--from', 'CLOSED-3'], /there is no .*closed-3\/plan\.json/],
  ])('refuses when %s', async (_, flags, message) => {
    const args = ['bench', 'few', '--open', ...flags.map((flag) => flag.replace('CLOSED', closed))];
    const { exitCode, stderr } = await runCli(args, { cwd: ownApp });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(5);
  });
});
