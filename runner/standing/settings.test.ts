import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { readUpSettings } from './settings.ts';

function faultOf(env: Record<string, string>, dotenv = ''): string {
  try {
    readUpSettings(env, dotenv);
    return '';
  } catch (error) {
    if (!(error instanceof PoolproofError)) throw error;
    return `${error.exitCode}: ${error.message}`;
  }
}

describe('readUpSettings', () => {
  it('leaves to be generated what nobody gives', () => {
    expect(readUpSettings({}, '')).toEqual({ password: null, ports: {}, portSources: {} });
  });

  it('takes .env, and the environment over it', () => {
    const dotenv = "POSTGRES_PASSWORD='from file'\nPGBOUNCER_PORT=6432\nPOSTGRES_PORT=5432\n";
    expect(readUpSettings({ PGBOUNCER_PORT: '7432' }, dotenv)).toEqual({
      password: 'from file',
      ports: { pooler: 7432, postgres: 5432 },
      portSources: { pooler: 'PGBOUNCER_PORT of the environment', postgres: 'POSTGRES_PORT of .env, line 3' },
    });
  });

  it.each([
    [
      { PGBOUNCER_PORT: 'abc' },
      '',
      'PGBOUNCER_PORT is "abc" in the environment: a port is a whole number from 1 to 65535',
    ],
    [{}, '\nPOSTGRES_PORT=70000', 'POSTGRES_PORT is "70000" in .env, line 2: a port is a whole number from 1 to 65535'],
    [{ PGBOUNCER_PORT: '' }, '', 'PGBOUNCER_PORT is "" in the environment: a port is a whole number from 1 to 65535'],
    [
      { POSTGRES_PORT: '6432' },
      'PGBOUNCER_PORT=6432',
      'PGBOUNCER_PORT and POSTGRES_PORT are both 6432: each part needs its own',
    ],
    [{ POSTGRES_PASSWORD: '' }, '', 'POSTGRES_PASSWORD is empty in the environment'],
    [{}, 'POSTGRES_PASSWORD=', 'POSTGRES_PASSWORD is empty in .env, line 1'],
    [
      { POSTGRES_PASSWORD: 'a\nb' },
      '',
      'POSTGRES_PASSWORD has a line break or another control character in the environment',
    ],
  ])('%j with .env %j is refused', (env, dotenv, message) => expect(faultOf(env, dotenv)).toBe(`5: ${message}`));

  it('says everything at once', () => {
    expect(faultOf({ POSTGRES_PASSWORD: '', PGBOUNCER_PORT: 'x', POSTGRES_PORT: '0' }).split('\n')).toHaveLength(3);
  });
});
