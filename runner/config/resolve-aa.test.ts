import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { configSchema } from '../model/config.ts';
import { type AaFlags, resolveAa } from './resolve-aa.ts';

const config = configSchema.parse({
  apps: { node: { command: ['node', 'app.js'], readyPath: '/readyz' } },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'pooled', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}' }, pooler: { defaultPoolSize: 5 } },
    { name: 'direct', via: 'postgres' },
  ],
  benches: {
    '50-users': {
      users: 50,
      flows: 'flows.ts',
      arms: ['pooled', 'direct'],
      criteria: [{ metric: 'connection errors', arm: 'pooled', bound: '= 0' }],
    },
  },
});

function errorOf(bench: string, flags: AaFlags): PoolproofError {
  try {
    resolveAa(config, bench, flags, {});
  } catch (error) {
    if (error instanceof PoolproofError) return error;
  }
  throw new Error('it was accepted');
}

describe('resolveAa', () => {
  it('runs the first arm that goes straight to Postgres against itself', () => {
    const run = resolveAa(config, '50-users', {}, {});
    expect(run.arms).toEqual([
      { name: 'direct.a', via: 'postgres', env: {} },
      { name: 'direct.b', via: 'postgres', env: {} },
    ]);
    expect(run.aa).toEqual({ arm: 'direct', injected: null });
    expect(run.blocks).toBe(6);
    expect(run.criteria.map(({ id, arm, against, bound }) => [id, arm, against, bound.text])).toEqual([
      ['throughput:direct.b/direct.a', 'direct.b', 'direct.a', '>= 1.20'],
      ['median-response-time:direct.b/direct.a', 'direct.b', 'direct.a', '<= 1.10'],
    ]);
  });

  it('takes the whole definition of the arm that is named', () => {
    const [a, b] = resolveAa(config, '50-users', { arm: 'pooled' }, {}).arms;
    const { name: _, ...definition } = config.arms[0] ?? { name: '' };
    expect(a).toEqual({ ...definition, name: 'pooled.a' });
    expect(b).toEqual({ ...definition, name: 'pooled.b' });
  });

  it('heeds the environment, but not the arms and looks that it names for benches', () => {
    const env = {
      POOLPROOF_ARM: 'pooled',
      POOLPROOF_ARMS: 'direct,pooled',
      POOLPROOF_PROFILE: 'smoke',
      POOLPROOF_LOOKS: '6,12',
    };
    const run = resolveAa(config, '50-users', {}, env);
    expect(run.arms.map(({ name }) => name)).toEqual(['pooled.a', 'pooled.b']);
    expect(run).toMatchObject({ blocks: 1, looks: null });
    expect(resolveAa(config, '50-users', { arm: 'direct' }, env).aa?.arm).toBe('direct');
  });

  it.each<[string, AaFlags, string]>([
    ['50-user', {}, 'did you mean "50-users"'],
    ['50-users', { arm: 'poold' }, 'unknown arm "poold"; did you mean "pooled"'],
    ['50-users', { blocks: '7' }, 'the next number that does is 8'],
  ])('refuses bench %s with %j', (bench, flags, text) => {
    const error = errorOf(bench, flags);
    expect(error.exitCode).toBe(5);
    expect(error.message).toContain(text);
    expect(error.hint).toBe('poolproof aa --help');
  });

  it('says everything that is wrong at once', () => {
    expect(errorOf('50-user', { arm: 'x', seed: 'y' }).message.split('\n')).toHaveLength(3);
  });
});
