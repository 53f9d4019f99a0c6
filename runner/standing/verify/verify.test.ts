import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PoolerSettings } from '../../model/config.ts';
import { settingsFinding } from './app-settings.ts';
import { authenticationFinding } from './authentication.ts';
import { burstFinding, peaksOf } from './burst.ts';
import { consoleFinding } from './console-access.ts';
import { environmentFinding } from './environment.ts';
import { failed, ok, startAnew, startPooled, together, warning, withFlags } from './finding.ts';
import { adviceFor } from './log-advice.ts';
import { logsFinding, poolerErrors, serverErrors } from './log-errors.ts';
import { tablesFinding, tablesOf } from './migrations.ts';
import { queryFinding } from './pooled-query.ts';
import { poolerFinding } from './pooler-settings.ts';
import { toggleFinding } from './toggle-proof.ts';

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8');
}

describe('together', () => {
  it('is as bad as the worst, which comes first with its fix', () => {
    expect(together([ok('a'), warning('b', 'mend b'), failed('c', 'mend c')])).toEqual(failed('c; b; a', 'mend c'));
  });
});

describe('withFlags', () => {
  it('names the flags that put up this very app', () => {
    expect(
      withFlags(failed('a', `mend it, or: ${startAnew}`), { pooled: true, appName: 'django', kind: 'native' }).fix,
    ).toBe('mend it, or: poolproof down, then poolproof up --pooled --app django');
    expect(withFlags(failed('a', startAnew), { pooled: false, appName: 'node', kind: 'native' }).fix).toBe(
      'poolproof down, then poolproof up --app node',
    );
    expect(withFlags(failed('a', startPooled), { pooled: false, appName: 'node', kind: 'native' }).fix).toBe(
      'poolproof down, then poolproof up --pooled --app node',
    );
    expect(withFlags(failed('a', startAnew), { pooled: true, appName: 'node', kind: 'compose' }).fix).toBe(
      'poolproof down, then poolproof up --pooled --app node --stack compose',
    );
    expect(withFlags(ok('a'), { pooled: true, appName: 'node', kind: 'native' })).toEqual(ok('a'));
  });
});

const ports = { poolerPort: 6432, postgresPort: 5432 };
const pooledStack = { pooled: true, ...ports };
const directStack = { pooled: false, ...ports };

const whole = { POSTGRES_PASSWORD: 'x', POSTGRES_PORT: '5432', PGBOUNCER_PORT: '6432' };
function dotenv(values: Record<string, string>, mode = 0o600): Parameters<typeof environmentFinding>[0] {
  return { mode, values: new Map(Object.entries(values)) };
}

describe('environment', () => {
  it('is fine when .env says what runs', () => {
    expect(environmentFinding(dotenv(whole), pooledStack)).toEqual(
      ok('.env has the password and the ports (mode 0600)'),
    );
  });

  it.each([
    [null, 'failed', '.env is not there'],
    [dotenv({ ...whole, POSTGRES_PASSWORD: '' }), 'failed', '.env has no POSTGRES_PASSWORD'],
    [
      dotenv({ ...whole, PGBOUNCER_PORT: '7000' }),
      'failed',
      '.env says PGBOUNCER_PORT=7000; PgBouncer listens on 6432',
    ],
    [
      dotenv({ POSTGRES_PASSWORD: 'x', POSTGRES_PORT: '5432' }),
      'failed',
      '.env has no PGBOUNCER_PORT; PgBouncer listens on 6432',
    ],
    [dotenv(whole, 0o644), 'warning', '.env holds a password and others can read it (mode 0644)'],
  ] as const)('case %#: %s', (given, state, detail) =>
    expect(environmentFinding(given, pooledStack)).toMatchObject({ state, detail }),
  );

  it('minds a pooler port that the app does not use', () => {
    expect(environmentFinding(dotenv(whole), directStack)).toMatchObject({
      state: 'warning',
      detail: ".env sets PGBOUNCER_PORT, yet this stack's app connects straight to Postgres",
    });
  });
});

describe('app settings', () => {
  const pooled = { databasePort: 6432, connMaxAgeS: 0, healthChecks: false, serverSideCursors: false };

  it('are fine when the toggle has moved all of them', () =>
    expect(settingsFinding(pooled, pooledStack).state).toBe('ok'));

  it.each([
    [{ ...pooled, databasePort: 5432 }, 'failed', "the app is still on Postgres's port 5432, not on PgBouncer's 6432"],
    [{ ...pooled, databasePort: 1 }, 'failed', "the app is on port 1, not on PgBouncer's 6432"],
    [
      { ...pooled, serverSideCursors: true },
      'failed',
      'server-side cursors are on: they break when the pool hands the connection on',
    ],
    [{ ...pooled, connMaxAgeS: 600 }, 'warning', 'connections are kept for 600 s, which the pool does already'],
    [
      { ...pooled, healthChecks: true },
      'warning',
      'a health check goes before each request, which the pool does already',
    ],
    [{}, 'warning', 'the app does not say its databasePort'],
  ] as const)('case %#: %s', (settings, state, detail) =>
    expect(settingsFinding(settings, pooledStack)).toMatchObject({ state, detail }),
  );

  it('of a direct app: says that PgBouncer is idle, and how to change that', () => {
    expect(settingsFinding({ databasePort: 5432, connMaxAgeS: 600 }, directStack)).toEqual(
      warning('the app connects straight to Postgres (port 5432); PgBouncer is idle', startPooled),
    );
  });
});

describe('pooled query', () => {
  const address = { host: '127.0.0.1', port: 6432 };
  it.each([
    [
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      'nothing listens on 127.0.0.1:6432: PgBouncer does not run',
    ],
    [
      Object.assign(new Error('SASL authentication failed'), { code: '08P01' }),
      'PgBouncer refuses the password of .env: SASL authentication failed',
    ],
    [
      Object.assign(new Error('password authentication failed'), { code: '28P01' }),
      'PgBouncer refuses the password of .env: password authentication failed',
    ],
    [new Error('query_wait_timeout'), 'the query failed: query_wait_timeout'],
  ])('%s', (error, detail) => expect(queryFinding(error, address)).toMatchObject({ state: 'failed', detail }));
});

describe('pgbouncer', () => {
  const asked: PoolerSettings = {
    poolMode: 'transaction',
    defaultPoolSize: 25,
    maxClientConn: 1000,
    queryWaitTimeoutS: 10,
  };
  const beside = { maxConnections: 100, transactions: 7 };

  it('is fine as asked for', () => {
    expect(poolerFinding({ version: 'PgBouncer 1.24.1', settings: asked }, asked, beside)).toEqual(
      ok('PgBouncer 1.24.1: transaction pooling, 25 servers, 1000 clients at most, 7 transactions so far'),
    );
  });

  it.each([
    ['1.18.0', {}, 'warning', /^PgBouncer 1\.18\.0 does not follow prepared statements: a driver that prepares gets/],
    ['1.24.1', { poolMode: 'session' as const }, 'warning', /^session pooling: a client keeps its server/],
    [
      '1.24.1',
      { defaultPoolSize: 98 },
      'failed',
      /^a pool of 98 is more than the 97 connections that Postgres has free/,
    ],
  ])('%s %j: %s', (version, change, state, detail) => {
    const settings = { ...asked, ...change };
    const finding = poolerFinding({ version: `PgBouncer ${version}`, settings }, settings, beside);
    expect(finding).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });

  it('fails when it runs with something else', () => {
    const settings = { ...asked, poolMode: 'session' as const };
    expect(poolerFinding({ version: 'PgBouncer 1.24.1', settings }, asked, beside)).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/^poolMode is session, asked for was transaction; /),
    });
  });
});

describe('migrations', () => {
  it('are the tables of the schema when the app has no check of its own', () => {
    const tables = tablesOf(fixture('sql/schema.sql'));
    expect(tables).toEqual(expect.arrayContaining(['auth_user', 'django_session', 'project']));
    expect(tablesFinding(tables, new Set(tables)).state).toBe('ok');
    expect(tablesFinding(tables, new Set(tables.slice(1)))).toMatchObject({
      state: 'failed',
      detail: `1 of ${tables.length} tables are missing: ${tables[0]}`,
    });
  });

  it('are read however a table is named', () => {
    expect(tablesOf('create table if not exists shop."Order" (id int);\nCREATE UNLOGGED TABLE Cart (id int);')).toEqual(
      ['Order', 'cart'],
    );
  });

  it('cannot be checked without either', () => expect(tablesFinding([], new Set()).state).toBe('warning'));
});

describe('toggle proof', () => {
  const pooled = { pooled: true, requests: 20, failures: [], transactions: 20, notPoolers: 0 };
  it.each([
    [
      pooled,
      'ok',
      "20 requests, 20 transactions counted by PgBouncer; every session of the app's role was opened by it",
    ],
    [
      { ...pooled, transactions: 0 },
      'failed',
      '20 requests, 0 transactions counted by PgBouncer: the app does not go through it',
    ],
    [
      { ...pooled, notPoolers: 2 },
      'failed',
      "20 requests, 20 transactions counted by PgBouncer, yet 2 sessions of the app's role were not opened by it",
    ],
    [{ ...pooled, failures: ['status 500'] }, 'failed', '1 of 20 requests failed: status 500'],
    [
      { ...pooled, pooled: false, transactions: 0, notPoolers: 3 },
      'ok',
      '20 requests, 0 transactions counted by PgBouncer: the app goes straight to Postgres',
    ],
    [
      { ...pooled, pooled: false },
      'failed',
      '20 requests, 20 transactions counted by PgBouncer: the app goes through PgBouncer, which was not asked for',
    ],
  ])('case %#: %s', (reading, state, detail) => expect(toggleFinding(reading)).toMatchObject({ state, detail }));
});

describe('authentication', () => {
  const good = { authType: 'scram-sha-256', kept: 'scram' as const, methods: ['scram-sha-256'] };
  it.each([
    [good, 'ok', 'PgBouncer: scram-sha-256; Postgres: scram-sha-256; the password is kept as scram-sha-256'],
    [{ ...good, authType: 'trust' }, 'failed', 'PgBouncer asks nobody for a password (auth_type trust)'],
    [{ ...good, authType: 'md5' }, 'warning', "PgBouncer's auth_type is md5"],
    [{ ...good, methods: ['scram-sha-256', 'trust'] }, 'failed', 'pg_hba.conf lets some in without a password (trust)'],
    [{ ...good, kept: 'md5' as const }, 'warning', "the role's password is kept as md5"],
  ])('case %#: %s', (reading, state, detail) =>
    expect(authenticationFinding(reading)).toMatchObject({ state, detail }),
  );
});

function config(values: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries({ listen_addr: '127.0.0.1', admin_users: 'boss', stats_users: '', ...values }));
}

describe('console', () => {
  it.each([
    [{}, 'ok', 'admins: boss; readers: nobody; listens on 127.0.0.1'],
    [{ admin_users: 'boss, app' }, 'failed', "the app's role app is an admin of PgBouncer: the app could stop it"],
    [{ stats_users: 'app' }, 'warning', "the app's role app may read PgBouncer's console"],
    [{ listen_addr: '*' }, 'warning', 'PgBouncer listens on *: other machines reach its console'],
  ])('%j: %s', (values, state, detail) =>
    expect(consoleFinding(config(values), 'app')).toMatchObject({ state, detail }),
  );
});

describe('logs', () => {
  it('of Postgres: errors by message and SQLSTATE, within the hour', async () => {
    const lines = fixture('captures/postgres-18.log').split('\n');
    const counts = await serverErrors(lines, 0);
    expect(counts.get('division by zero (22012)')).toBe(1);
    expect(counts.get('password authentication failed for user "app" (28P01)')).toBe(1);
    expect(counts.get('sorry, too many clients already (53300)')).toBe(5);
    expect(await serverErrors(lines, Date.parse('2026-11-24T00:00:00Z'))).toEqual(new Map());
  });

  it('of PgBouncer: nothing in a log without trouble', async () => {
    expect(await poolerErrors(fixture('captures/pgbouncer-1.18.log').split('\n'), 0)).toEqual(new Map());
  });

  it('of PgBouncer: warnings without the addresses that make each one different', async () => {
    const lines = [45_678, 45_680].map(
      (port) =>
        `2026-11-28 05:00:00.000 UTC [123] WARNING C-0x55e127d398d${port % 10}: shop/app@127.0.0.1:${port} pooler error: query_wait_timeout`,
    );
    expect([...(await poolerErrors(lines, 0))]).toEqual([['shop/app pooler error: query_wait_timeout', 2]]);
  });

  it('are told with the most frequent first, and what mends it', () => {
    const pooler = new Map([['shop/app pooler error: query_wait_timeout', 2]]);
    const server = new Map([
      ['division by zero (22012)', 1],
      ['prepared statement "S_1" does not exist (26000)', 7],
    ]);
    expect(logsFinding(pooler, server)).toMatchObject({
      state: 'warning',
      detail:
        'PgBouncer\'s log: 2 × shop/app pooler error: query_wait_timeout; Postgres\'s log: 7 × prepared statement "S_1" does not exist (26000), 1 × division by zero (22012)',
      fix: expect.stringMatching(/^clients waited too long .*; a prepared statement met another server connection/),
    });
    expect(logsFinding(new Map(), new Map()).state).toBe('ok');
  });

  it.each([
    ['prepared statement "S_1" already exists (42P05)', /max_prepared_statements/],
    ['remaining connection slots are reserved for roles with the SUPERUSER attribute (53300)', /max_connections/],
    ['shop/app pooler error: no more connections allowed (max_client_conn)', /maxClientConn/],
    ['shop/app pooler error: unsupported startup parameter: statement_timeout', /ALTER ROLE/],
    ['shop/app pooler error: password authentication failed', /POSTGRES_PASSWORD/],
    ['cursor "_django_curs_1" does not exist (34000)', /DISABLE_SERVER_SIDE_CURSORS/],
    ['relation "project" does not exist (42P01)', /migrations/],
  ])('%s: has advice', (message, advice) => expect(adviceFor(message)).toMatch(advice));

  it('have none for the rest', () => expect(adviceFor('division by zero (22012)')).toBeNull());
});

describe('burst', () => {
  const reading = {
    clients: 60,
    seconds: 5,
    queries: 6000,
    failures: new Map<string, number>(),
    servers: 25,
    waiting: 0,
    maxWaitUs: 0,
  };
  it.each([
    [reading, 'ok', '60 clients on 25 servers for 5 s: 6000 queries, none refused, nobody waited'],
    [
      { ...reading, waiting: 7, maxWaitUs: 240_000 },
      'ok',
      '60 clients on 25 servers for 5 s: 6000 queries, none refused, at most 7 waited, 240 ms at most',
    ],
    [
      { ...reading, servers: 60 },
      'warning',
      '60 clients on 60 servers for 5 s: 6000 queries, none refused, nobody waited: nothing is shared',
    ],
    [
      { ...reading, failures: new Map([['no more connections allowed', 12]]) },
      'failed',
      '12 of 60 clients failed: no more connections allowed',
    ],
  ])('case %#: %s', (given, state, detail) => expect(burstFinding(given)).toMatchObject({ state, detail }));

  it('takes the peaks of what was sampled', () => {
    const none = {
      database: 'shop',
      user: 'app',
      poolMode: null,
      clActive: 0,
      clWaiting: 0,
      svActive: 0,
      svIdle: 0,
      svUsed: 0,
      svTested: 0,
      svLogin: 0,
      maxWaitUs: 0,
    };
    expect(
      peaksOf([
        { ...none, svActive: 20, svIdle: 2, clWaiting: 3 },
        { ...none, svLogin: 1, maxWaitUs: 9 },
      ]),
    ).toEqual({
      servers: 22,
      waiting: 3,
      maxWaitUs: 9,
    });
  });
});
