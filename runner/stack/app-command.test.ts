import { describe, expect, it } from 'vitest';
import { armSchema, configSchema } from '../model/config.ts';
import { appCommand, appEnv } from './app-command.ts';

const database = { host: '127.0.0.1', port: 5432, database: 'app', user: 'role', password: 'secret' };
const surroundings = {
  appRoot: '/project',
  bundlePath: '/run/app.mjs',
  pythonPath: null,
  listenHost: '0.0.0.0',
  port: 8000,
  database,
  poolerPort: 6432,
  redisUrl: 'redis://127.0.0.1:6379',
  runnerEnv: { PATH: '/bin', HOME: '/home/x', K6_VUS: '1', PGPASSWORD: 'no' },
  nodeDir: '/node/bin',
};
const app = configSchema.shape.apps.parse({
  app: {
    command: ['node', '{bundle}', '--port={port}', '--listen={listen}'],
    env: { DIR: '{root}/sql', BOTH: 'app' },
    readyPath: '/',
  },
})['app'];
const arm = armSchema.parse({
  name: 'pooled',
  via: 'pooler',
  env: {
    PGBOUNCER_PORT: '{poolerPort}',
    BOTH: 'arm',
    JSON: '{"host":"{host}"}',
    OTHER: '{unknown}',
    REDIS_URL: '{redisUrl}',
  },
});

describe('appEnv', () => {
  it('is what is named and nothing of the runner; the arm has the last word', () => {
    expect(app && appEnv(app, arm, surroundings)).toEqual({
      PATH: '/node/bin:/bin',
      HOME: '/home/x',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      HOST: '0.0.0.0',
      PORT: '8000',
      POSTGRES_HOST: '127.0.0.1',
      POSTGRES_PORT: '5432',
      POSTGRES_DB: 'app',
      POSTGRES_USER: 'role',
      POSTGRES_PASSWORD: 'secret',
      DIR: '/project/sql',
      BOTH: 'arm',
      PGBOUNCER_PORT: '6432',
      JSON: '{"host":"127.0.0.1"}',
      OTHER: '{unknown}',
      REDIS_URL: 'redis://127.0.0.1:6379',
    });
  });
});

describe('appCommand', () => {
  it('fills in what the stack knows', () => {
    expect(app && appCommand(app, surroundings)).toEqual(['node', '/run/app.mjs', '--port=8000', '--listen=0.0.0.0']);
  });

  it('misses a bundle that is used and not declared', () => {
    expect(() => app && appCommand(app, { ...surroundings, bundlePath: null })).toThrow('the app names no bundle');
  });

  it('runs a Python app with the interpreter that has its requirements', () => {
    const python = configSchema.shape.apps.parse({
      app: { python: { requirements: 'r.txt' }, command: ['{python}', '{root}/manage.py'], readyPath: '/' },
    })['app'];
    expect(python && appCommand(python, { ...surroundings, pythonPath: '/cache/bin/python' })).toEqual([
      '/cache/bin/python',
      '/project/manage.py',
    ]);
    expect(() => python && appCommand(python, surroundings)).toThrow('the app names no python');
  });
});
