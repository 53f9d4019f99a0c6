import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { armSchema, configSchema } from '../../model/config.ts';
import { armOverride, composeVariables, templateOverride, type ArmInput } from './variables.ts';

const config = configSchema.parse({
  apps: {
    node: {
      bundle: 'main.ts',
      command: ['node', '{bundle}'],
      env: { SQL_DIR: '{root}/sql', PRICE: 'US$5' },
      readyPath: '/readyz',
    },
  },
  database: { seed: ['schema.sql'] },
  arms: [{ name: 'direct', via: 'postgres' }],
  benches: {},
});
const app = config.apps['node'];
if (app === undefined) throw new Error('no app');

const input: ArmInput = {
  app,
  arm: armSchema.parse({ name: 'pooled', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}' } }),
  service: 'app-node',
  appRoot: '/home/me/my shop',
  bundleDir: '/tmp/bundle',
  database: config.database,
  pooler: config.pooler,
  secrets: { adminPassword: 'admin', rolePassword: 'role', roleSecretSalt: 'c2FsdA==', consolePassword: 'console' },
  ports: { app: 20_001, pooler: 20_002, postgres: 20_003, redis: 20_004 },
  seeds: ['/home/me/my shop/schema.sql'],
  templateVolume: 'poolproof-template-1',
  withRedis: false,
};

const overrideSchema = z.object({ services: z.record(z.string(), z.record(z.string(), z.unknown())) });

function servicesOf(override: object): z.infer<typeof overrideSchema>['services'] {
  return overrideSchema.parse(override).services;
}

describe('composeVariables', () => {
  it('gives the app exactly the slots that the config names, with one more for the sampler', () => {
    expect(composeVariables(input)).toMatchObject({
      POSTGRES_MAX_CONNECTIONS: '101',
      POSTGRES_PORT: '20003',
      PGBOUNCER_PORT: '20002',
      REDIS_PORT: '20004',
      PGBOUNCER_POOL_MODE: 'transaction',
      PGBOUNCER_DEFAULT_POOL_SIZE: '25',
      SEED_FILES: '/seed/1.sql',
      APP_RESTART: 'no',
    });
  });

  it('leaves where sessions are to the arm, whatever a .env beside the file says', () => {
    expect(composeVariables(input)).toMatchObject({ SESSION_STORE: '' });
  });

  it('gives both servers the same SCRAM secret, and not the password', () => {
    expect(composeVariables(input)['POSTGRES_USER_SECRET']).toMatch(/^SCRAM-SHA-256\$4096:c2FsdA==\$/);
  });
});

describe('armOverride', () => {
  it("runs the app's own command on the paths of its container, and toggles it by the port", () => {
    expect(servicesOf(armOverride(input))['app-node']).toMatchObject({
      command: ['node', '/app/app.mjs'],
      environment: {
        PGBOUNCER_PORT: '20002',
        POSTGRES_HOST: '127.0.0.1',
        POSTGRES_PORT: '20003',
        SQL_DIR: '/project/sql',
      },
      volumes: ['/home/me/my shop:/project:ro', '/tmp/bundle:/app:ro'],
    });
  });

  it('leaves the toggle empty in an arm that does not set it', () => {
    const direct = { ...input, arm: armSchema.parse({ name: 'direct', via: 'postgres' }) };
    expect(servicesOf(armOverride(direct))['app-node']).toMatchObject({ environment: { PGBOUNCER_PORT: '' } });
  });

  it('doubles dollars, which compose would take for a variable', () => {
    expect(servicesOf(armOverride(input))['app-node']).toMatchObject({ environment: { PRICE: 'US$$5' } });
  });

  it('tells an arm that needs Redis where it is, and no other', () => {
    const arm = armSchema.parse({ name: 'r', via: 'pooler', env: { SESSION_STORE: 'redis', REDIS_URL: '{redisUrl}' } });
    const sessions = { SESSION_STORE: 'redis', REDIS_URL: 'redis://127.0.0.1:20004' };
    expect(servicesOf(armOverride({ ...input, arm, withRedis: true }))['app-node']).toMatchObject({
      environment: sessions,
    });
    const environment = servicesOf(armOverride({ ...input, withRedis: true }))['app-node']?.['environment'];
    expect(environment).not.toHaveProperty('SESSION_STORE');
    expect(environment).not.toHaveProperty('REDIS_URL');
  });

  it("passes nothing of the runner's environment on", () => {
    const environment = servicesOf(armOverride(input))['app-node']?.['environment'];
    expect(environment).not.toHaveProperty('PATH');
    expect(environment).not.toHaveProperty('HOME');
  });

  it('starts from the template, which no container can change', () => {
    expect(servicesOf(armOverride(input))['postgres']).toEqual({
      volumes: ['/home/me/my shop/schema.sql:/seed/1.sql:ro', 'poolproof-template-1:/template:ro'],
    });
  });
});

describe('templateOverride', () => {
  it('lets Postgres make its database in the volume that will be the template', () => {
    expect(templateOverride(input)).toMatchObject({
      volumes: { database: { external: true, name: 'poolproof-template-1' } },
    });
  });
});
