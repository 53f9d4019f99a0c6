import { describe, expect, it } from 'vitest';
import { resolveRun, type RunFlags } from '../config/resolve.ts';
import { configSchema } from '../model/config.ts';
import type { Flows } from '../model/flow.ts';
import { aBound, anOpenModel, aPlan, aPlannedCriterion, plannedSegments } from '../model/testing/factories.ts';
import { announce, blockSeed, makePlan } from './plan.ts';

const config = configSchema.parse({
  apps: { node: { command: ['node', 'app.js'], readyPath: '/readyz' } },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'direct', via: 'postgres' },
    { name: 'pooled', via: 'pooler' },
  ],
  benches: {
    fifty: {
      users: 50,
      flows: 'flows.ts',
      arms: ['direct', 'pooled'],
      criteria: [{ metric: 'connection errors', arm: 'pooled', bound: '= 0' }],
    },
  },
});

const task = {
  weight: 2,
  method: 'GET',
  pattern: '/page/',
  request: () => ({ path: '/page/' }),
  check: () => null,
} as const;
const flows: Flows = {
  login: {
    path: '/login/',
    usernameField: 'u',
    passwordField: 'p',
    csrfField: 'c',
    csrfCookie: 'c',
    csrfHeader: 'X-C',
    username: String,
    password: () => 'secret',
  },
  userClasses: [
    { name: 'reader', weight: 6, thinkS: [2, 5], tasks: [task] },
    { name: 'api', weight: 5, thinkS: [1, 3], tasks: [task] },
  ],
};

const host = { os: 'Linux', kernel: '6', cpuModel: 'cpu', processors: 2, memoryBytes: 1, node: 'v20' };

function planOf(seed: number, flags: RunFlags = {}) {
  const found = {
    seed,
    createdAt: new Date(0),
    flows,
    tools: {},
    host,
    recorded: null,
    noiseFloor: null,
    k6Kind: null,
  };
  return makePlan(resolveRun(config, 'fifty', flags, {}), config, found);
}

describe('makePlan', () => {
  it('deals the users, names the tasks and counts the segments', () => {
    const plan = planOf(7);
    expect(plan.userClasses.map(({ name, users }) => [name, users])).toEqual([
      ['reader', 27],
      ['api', 23],
    ]);
    expect(plan.userClasses[0]?.tasks).toEqual([{ name: 'GET /page/', weight: 2 }]);
    expect(plan.loginNames).toEqual({ form: 'GET /login/', submit: 'POST /login/' });
    expect(plan.segments.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
    expect(plan.createdAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it('plans the looks, and balances the blocks of each', () => {
    expect(planOf(7).looks).toBeNull();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { looks, segments } = planOf(seed, { looks: '6,8' });
      expect(looks).toEqual({ blocks: [6, 8], level: 0.029 });
      const firsts = segments.filter(({ index }) => index % 2 === 1).map(({ arm }) => arm);
      const direct = (from: number, to: number) => firsts.slice(from, to).filter((arm) => arm === 'direct').length;
      expect([direct(0, 6), direct(6, 8)]).toEqual([3, 1]);
    }
  });

  it('is the same for the same seed, and holds no password', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(planOf(seed).segments))).size).toBeGreaterThan(2);
    expect(JSON.stringify(planOf(7))).not.toContain('secret');
  });
});

describe('blockSeed', () => {
  it('differs between blocks and between seeds', () => {
    const seeds = [blockSeed(1, 1), blockSeed(1, 2), blockSeed(2, 1), blockSeed(2, 2)];
    expect(new Set(seeds).size).toBe(4);
  });
});

const throughput = (bound: string) => aPlannedCriterion({ metric: 'throughput', arm: 'pooled', bound: aBound(bound) });

describe('announce', () => {
  it('says what will run, for how long, and what it cannot show', () => {
    // Ten users who think two seconds on average cannot make more than five requests per second.
    const plan = aPlan({ criteria: [throughput('>= 5/s'), throughput('> 5.1/s')] });
    const lines = announce(plan);
    expect(lines[0]).toBe('10-users (tiny): 6 blocks of direct and pooled, 5 s of load each, about 2 min, seed 1');
    expect(lines.filter((line) => line.startsWith('INFEASIBLE'))).toEqual([
      'INFEASIBLE: throughput pooled > 5.1/s: above the ceiling',
    ]);
    expect(lines.join()).not.toContain('too few');
  });

  it('says at which rate an open run goes, and what that rules out', () => {
    const plan = aPlan({ open: anOpenModel(), criteria: [throughput('>= 4/s'), throughput('>= 4.1/s')] });
    const lines = announce(plan);
    expect(lines[0]).toMatch(/^10-users, open \(tiny\): 6 block/);
    expect(lines.join('\n')).toContain('arrivals: 4.00/s, 80.0 % of what pooled, the slower arm, served in');
    expect(lines.filter((line) => line.startsWith('INFEASIBLE'))).toHaveLength(1);
  });

  it('says that the profile’s number of blocks was raised, and why', () => {
    const arms = ['direct', 'pooled', 'direct-per-request', 'pooled-persistent'];
    const four = aPlan({
      arms: arms.map((name) => ({ name, via: 'postgres', env: {} })),
      segments: plannedSegments(8, arms),
    });
    expect(announce(four)).toContain('8 blocks where the profile asks for 6: the orders of 4 arms balance in no fewer');
    expect(announce(aPlan()).join()).not.toContain('balance');
  });

  it('says after how many blocks and minutes it is looked at', () => {
    const looks = { blocks: [6, 12] as [number, number], level: 0.029 };
    const lines = announce(aPlan({ segments: plannedSegments(12), looks }));
    expect(lines[0]).toContain('12 blocks of direct and pooled, 5 s of load each, about 4 min');
    expect(lines[1]).toBe(
      'two looks, each test at one-sided 2.9 %: after 6 blocks (about 2 min), and unless that passes or fails the run, after 12 blocks (about 4 min)',
    );
    expect(announce(aPlan()).join()).not.toContain('look');
  });

  it('warns of too few blocks', () => {
    expect(announce(aPlan({ segments: plannedSegments(1) })).join()).toContain('1 block is too few to pass');
  });
});
