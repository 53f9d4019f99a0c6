import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { type Config, configSchema } from '../model/config.ts';
import { resolveRun, type RunFlags } from './resolve.ts';

const config: Config = configSchema.parse({
  apps: { node: { command: ['node', 'app.js'], readyPath: '/readyz' } },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'direct', via: 'postgres' },
    { name: 'pooled', via: 'pooler' },
    { name: 'app-pool', via: 'postgres' },
  ],
  benches: {
    '50-users': {
      users: 50,
      flows: 'flows.ts',
      arms: ['direct', 'pooled'],
      criteria: [{ metric: 'median response time', arm: 'pooled/direct', bound: '<= 1.10' }],
    },
  },
});

function errorOf(bench: string, flags: RunFlags, from: Config = config): PoolproofError {
  try {
    resolveRun(from, bench, flags, {});
  } catch (error) {
    if (error instanceof PoolproofError) return error;
  }
  throw new Error('it was accepted');
}

const withOpen: Config = configSchema.parse({
  ...config,
  benches: {
    '50-users': {
      ...config.benches['50-users'],
      openCriteria: [{ metric: 'p99 response time', arm: 'pooled/direct', bound: '<= 1.10' }],
    },
  },
});

describe('an open run', () => {
  it('has criteria of its own, and none unless it is wanted', () => {
    expect(resolveRun(withOpen, '50-users', {}, {})).toMatchObject({ openCriteria: null, from: null });
    const run = resolveRun(withOpen, '50-users', { open: true, from: 'runs/x' }, {});
    expect(run.from).toBe('runs/x');
    expect(run.openCriteria?.map(({ id, metric }) => [id, metric])).toEqual([
      ['p99-response-time:pooled/direct', 'p99 response time'],
    ]);
    expect(run.criteria.map(({ metric }) => metric)).toEqual(['median response time']);
  });
});

describe('resolveRun', () => {
  it('takes defaults from the configuration', () => {
    const run = resolveRun(config, '50-users', {}, {});
    expect(run).toMatchObject({ users: 50, blocks: 6, appName: 'node', gate: 'strict', seed: null, out: null });
    expect(run.criteria).toEqual([
      {
        id: 'median-response-time:pooled/direct',
        metric: 'median response time',
        arm: 'pooled',
        against: 'direct',
        bound: { op: '<=', value: 1.1, text: '<= 1.10' },
      },
    ]);
  });

  it('lets flags win over the environment, and that over the configuration', () => {
    const env = { POOLPROOF_PROFILE: 'smoke', POOLPROOF_SEED: '7' };
    expect(resolveRun(config, '50-users', {}, env)).toMatchObject({ seed: 7, blocks: 1, profile: { name: 'smoke' } });
    expect(resolveRun(config, '50-users', { seed: '8' }, env)).toMatchObject({ seed: 8 });
  });

  it('takes a profile of the configuration as it takes a built-in one', () => {
    const own = { ...config, profiles: { quick: { steadyS: 3, blocks: 2 } } };
    const run = resolveRun(own, '50-users', { profile: 'quick' }, {});
    expect(run).toMatchObject({ blocks: 2, profile: { name: 'quick', steadyS: 3, settleS: 5 } });
    expect(() => resolveRun(own, '50-users', { profile: 'quik' }, {})).toThrow('did you mean "quick"');
  });

  it('takes looks in place of blocks, whatever the profile, and what is typed over the environment', () => {
    const looks = { blocks: [6, 12], level: 0.029 };
    expect(resolveRun(config, '50-users', {}, {}).looks).toBeNull();
    expect(resolveRun(config, '50-users', { looks: '6,12', profile: 'smoke' }, {})).toMatchObject({
      blocks: 12,
      looks,
    });
    const [six, both] = [{ POOLPROOF_BLOCKS: '6' }, { POOLPROOF_BLOCKS: '6', POOLPROOF_LOOKS: '8,16' }];
    expect(resolveRun(config, '50-users', { looks: '6,12' }, six)).toMatchObject({ blocks: 12, looks });
    expect(resolveRun(config, '50-users', { blocks: '10' }, both)).toMatchObject({ blocks: 10, looks: null });
    expect(() => resolveRun(config, '50-users', {}, both)).toThrow('Leave --blocks out');
  });

  it('raises the profile’s blocks to what fits the arms', () => {
    expect(resolveRun(config, '50-users', { arms: 'direct,pooled,app-pool', profile: 'thorough' }, {}).blocks).toBe(12);
  });

  it.each<[string, RunFlags, string]>([
    ['50-user', {}, 'did you mean "50-users"'],
    ['50-users', { profile: 'smok' }, 'did you mean "smoke"'],
    ['50-users', { arms: 'direct,poold' }, 'did you mean "pooled"'],
    ['50-users', { app: 'djang' }, 'unknown app "djang"; did you mean "node"'],
    ['50-users', { gate: 'lax' }, 'unknown gate "lax"'],
    ['50-users', { blocks: '7' }, 'the next number that does is 8'],
    ['50-users', { blocks: 'many' }, '--blocks takes a whole number'],
    ['50-users', { looks: '6,13' }, 'the next numbers that do are 8,14'],
    ['50-users', { looks: '6,12', blocks: '12' }, 'Leave --blocks out'],
    ['50-users', { looks: '6' }, 'one look is none'],
    ['50-users', { seed: '-1' }, '--seed takes a whole number'],
    ['50-users', { open: true }, 'bench 50-users has no openCriteria'],
    ['50-users', { open: true, profile: 'reference' }, '--open has no profile reference'],
    ['50-users', { from: 'runs/x' }, 'add --open'],
    ['50-users', { arms: 'direct' }, 'at least two arms'],
    ['50-users', { arms: 'direct,app-pool' }, 'needs arm pooled'],
  ])('refuses bench %s with %j', (bench, flags, text) => {
    const error = errorOf(bench, flags);
    expect(error.exitCode).toBe(5);
    expect(error.message).toContain(text);
  });

  it.each([
    [2, 7, 8],
    [3, 8, 12],
    [4, 4, 8],
    [4, 9, 12],
    [5, 11, 15],
  ])('of %i arms refuses %i blocks with exit 5, and takes %i, the next that fits', (count, wanted, next) => {
    const names = ['direct', 'pooled', 'third', 'fourth', 'fifth'].slice(0, count);
    const arms = names.map((name) => ({ name, via: name === 'pooled' ? ('pooler' as const) : ('postgres' as const) }));
    const many: Config = configSchema.parse({ ...config, arms });
    const flags = { arms: names.join(',') };
    const error = errorOf('50-users', { ...flags, blocks: String(wanted) }, many);
    expect(error.exitCode).toBe(5);
    expect(error.message).toMatch(new RegExp(`does not balance ${count} arms .* is ${next}$`));
    expect(resolveRun(many, '50-users', { ...flags, blocks: String(next) }, {}).blocks).toBe(next);
  });

  it('says everything that is wrong at once', () => {
    const { message } = errorOf('50-user', { profile: 'smok', seed: 'x', gate: 'lax' });
    expect(message.split('\n')).toHaveLength(4);
  });
});
