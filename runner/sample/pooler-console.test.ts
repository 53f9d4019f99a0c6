import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Row } from './connection.ts';
import { poolsOf, totalsOf } from './pooler-console.ts';
import { effectiveSettings } from './read-back.ts';

function capture(version: string): Record<string, Row[]> {
  const file = new URL(`../../fixtures/captures/pgbouncer-${version}-console.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const versions = ['1.15', '1.18', '1.24', '1.26'];

describe.each(versions)('the console of PgBouncer %s', (version) => {
  const rows = capture(version);

  it("gives the app's pool and leaves out the console's own", () => {
    expect(poolsOf(rows['SHOW POOLS'] ?? [], 'shop')).toEqual([
      {
        database: 'shop',
        user: 'app',
        clActive: 0,
        clWaiting: 0,
        svActive: 0,
        svIdle: 1,
        svUsed: 0,
        svTested: 0,
        svLogin: 0,
        maxWaitUs: 0,
        poolMode: 'transaction',
      },
    ]);
  });

  it('gives its totals as numbers, with server assignments from 1.23 on', () => {
    const totals = totalsOf(rows['SHOW STATS_TOTALS'] ?? [], 'shop');
    expect(totals).toHaveLength(1);
    expect(totals[0]).toMatchObject({
      database: 'shop',
      xactCount: 3,
      queryCount: 5,
      serverAssignmentCount: version < '1.23' ? null : 3,
    });
    expect(totals[0]?.waitTimeUs).toBeGreaterThan(0);
  });

  it('gives the settings that hold', () => {
    const settings = effectiveSettings(settingRows(rows), 'shop', 'app');
    expect(settings).toEqual({
      poolMode: 'transaction',
      defaultPoolSize: 7,
      maxClientConn: 300,
      queryWaitTimeoutS: 5,
    });
  });
});

function settingRows(rows: Record<string, Row[]>) {
  return {
    config: rows['SHOW CONFIG'] ?? [],
    databases: rows['SHOW DATABASES'] ?? [],
    users: rows['SHOW USERS'] ?? [],
  };
}

describe('rows of the console', () => {
  const pool: Row = (capture('1.26')['SHOW POOLS'] ?? []).find((row) => row['database'] === 'shop') ?? {};

  it('add whole seconds and microseconds of the longest wait', () => {
    const waiting = { ...pool, maxwait: '2', maxwait_us: '345678' };
    expect(poolsOf([waiting], 'shop')[0]?.maxWaitUs).toBe(2_345_678);
  });

  it('are kept per user, and a pool mode that is not there is null', () => {
    const { pool_mode: _gone, ...other } = pool;
    expect(poolsOf([pool, { ...other, user: 'reader' }], 'shop').map(({ user, poolMode }) => [user, poolMode])).toEqual(
      [
        ['app', 'transaction'],
        ['reader', null],
      ],
    );
  });

  it.each([
    [{ cl_waiting: undefined }, 'there is no column cl_waiting'],
    [{ cl_waiting: null }, 'cl_waiting is null, not a number'],
    [{ cl_waiting: 'many' }, 'cl_waiting is many, not a number'],
  ])('that lack a number are refused, never read as 0: %o', (change, message) => {
    const { cl_waiting: _gone, ...rest } = pool;
    const row = change.cl_waiting === undefined ? rest : { ...rest, ...change };
    expect(() => poolsOf([row], 'shop')).toThrow(message);
  });
});

describe('effectiveSettings', () => {
  const rows = settingRows(capture('1.26'));
  const withUser = (change: Row) => ({
    ...rows,
    users: rows.users.map((row) => (row['name'] === 'app' ? { ...row, ...change } : row)),
  });
  const withDatabase = (change: Row) => ({
    ...rows,
    databases: rows.databases.map((row) => (row['name'] === 'shop' ? { ...row, ...change } : row)),
  });

  it("takes the database's pool mode before the general one, and the user's before both", () => {
    const ofDatabase = withDatabase({ pool_mode: 'session' });
    expect(effectiveSettings(ofDatabase, 'shop', 'app').poolMode).toBe('session');
    const ofBoth = { ...ofDatabase, users: withUser({ pool_mode: 'statement' }).users };
    expect(effectiveSettings(ofBoth, 'shop', 'app').poolMode).toBe('statement');
    expect(effectiveSettings(ofBoth, 'shop', 'another').poolMode).toBe('session');
  });

  it("takes the user's pool size before the database's", () => {
    expect(effectiveSettings(withDatabase({ pool_size: '9' }), 'shop', 'app').defaultPoolSize).toBe(9);
    expect(effectiveSettings(withUser({ pool_size: '3' }), 'shop', 'app').defaultPoolSize).toBe(3);
  });

  it('refuses a database that the pooler does not know', () => {
    expect(() => effectiveSettings(rows, 'market', 'app')).toThrow('it does not know the database market');
  });

  it('refuses a config that lacks what is asked for', () => {
    expect(() => effectiveSettings({ ...rows, config: [] }, 'shop', 'app')).toThrow(
      'there is no column max_client_conn',
    );
  });
});
