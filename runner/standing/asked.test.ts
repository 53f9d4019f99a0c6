import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { configSchema } from '../model/config.ts';
import { resolveAsked, type UpFlags } from './asked.ts';

const app = { command: ['node', 'app.js'], readyPath: '/ready' };
const config = configSchema.parse({
  apps: { node: app, django: app },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'plain', via: 'postgres' },
    { name: 'small-pool', via: 'pooler', pooler: { defaultPoolSize: 5 } },
    { name: 'big-pool', via: 'pooler' },
  ],
  benches: {},
});

function asked(flags: UpFlags, env: Record<string, string> = {}): ReturnType<typeof resolveAsked> {
  return resolveAsked(config, flags, env, '/project');
}

describe('resolveAsked', () => {
  it('takes the first app, and the first arm that goes the way asked for, with its pool', () => {
    expect(asked({})).toMatchObject({
      kind: 'native',
      appName: 'node',
      arm: { name: 'plain' },
      pooler: { defaultPoolSize: 25 },
    });
    expect(asked({ pooled: true })).toMatchObject({ arm: { name: 'small-pool' }, pooler: { defaultPoolSize: 5 } });
  });

  it('takes flags before the environment', () => {
    expect(asked({}, { POOLPROOF_APP: 'django' }).appName).toBe('django');
    expect(asked({ app: 'node' }, { POOLPROOF_APP: 'django' }).appName).toBe('node');
  });

  it('says everything that is wrong', () => {
    expect(() => asked({ app: 'djnago', stack: 'docker' })).toThrow(
      /did you mean "django"\?[^]*unknown stack "docker"/,
    );
    expect(() => asked({ app: 'djnago' })).toThrow(PoolproofError);
  });
});
