import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAppRefusals } from './app-log.ts';
import { collectFacts, type FactsInput } from './facts.ts';
import { readPoolerLog } from './pgbouncer-log.ts';

const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const captured = (name: string) => fileURLToPath(new URL(`../../fixtures/captures/${name}`, import.meta.url));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-facts-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const file = path.join(dir, name);
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

async function input(logs: Partial<FactsInput['logs']> = {}): Promise<FactsInput> {
  return {
    logs: {
      postgres: captured('postgres-18.log'),
      pgbouncer: captured('pgbouncer-1.26.log'),
      app: await fileOf('app.log', []),
      ...logs,
    },
    logFaults: {},
    role: 'app',
    window: always,
    poolerTransactions: { before: 10, after: 13 },
    poolerReadBack: null,
  };
}

const postgresStarted = '4.000|1|00000||||LOG:  database system is ready to accept connections';
const poolerStarted = '2026-11-23 07:16:11.742 UTC [27884] LOG process up: PgBouncer 1.26.1, libevent 2.1.13-stable';
const login = (port: string, atMs = 5000) =>
  `${(atMs / 1000).toFixed(3)}|7|00000|app|shop|${port}|LOG:  connection authorized: user=app database=shop`;
const opened = (port: number) =>
  `2026-11-23 07:07:57.978 UTC [27884] LOG S-0x55559106b4e0: shop/app@127.0.0.1:44339 new connection to server (from 127.0.0.1:${port})`;

const refusal = (sqlstate: string, at = '2026-11-23T07:00:00.000Z') =>
  JSON.stringify({ event: 'connect-refused', sqlstate, text: 'x', at });

describe('collectFacts', () => {
  it.each([
    ['postgres-15.log', 'pgbouncer-1.18.log'],
    ['postgres-18.log', 'pgbouncer-1.26.log'],
  ])("tells the pooler's sessions from the others by their ports: %s, %s", async (postgres, pgbouncer) => {
    const logs = { postgres: captured(postgres), pgbouncer: captured(pgbouncer) };
    expect(await collectFacts(await input(logs))).toEqual({
      facts: {
        serverLogins: 11,
        serverLoginsNotPooler: 10,
        poolerTransactions: 3,
        refusedConnections: { app: 0, log: 8 },
        sqlstates: { '22012': 1, '28P01': 1, '42703': 1, '53300': 8 },
        poolerReadBack: null,
      },
      unreadable: [],
    });
  });

  it('lets each connection of the pooler account for one session only', async () => {
    const logs = {
      postgres: await fileOf('p.log', [
        postgresStarted,
        ...['127.0.0.1(6001)', '127.0.0.1(6001)', '127.0.0.1(6002)'].map((port) => login(port)),
      ]),
      pgbouncer: await fileOf('b.log', [poolerStarted, opened(6001), opened(6002)]),
    };
    expect((await collectFacts(await input(logs))).facts).toMatchObject({ serverLogins: 3, serverLoginsNotPooler: 1 });
  });

  it('cannot tell whose sessions they are that come through a Unix socket', async () => {
    const logs = { postgres: await fileOf('p.log', [postgresStarted, login('[local]')]) };
    expect((await collectFacts(await input(logs))).facts).toMatchObject({
      serverLogins: 1,
      serverLoginsNotPooler: null,
    });
  });

  it('counts sessions within the window only', async () => {
    const logs = {
      postgres: await fileOf('p.log', [
        postgresStarted,
        login('127.0.0.1(1)', 4000),
        login('127.0.0.1(2)', 5000),
        login('127.0.0.1(3)', 6001),
      ]),
    };
    const { facts } = await collectFacts({ ...(await input(logs)), window: { fromMs: 4500, toMs: 6000 } });
    expect(facts).toMatchObject({ serverLogins: 1, serverLoginsNotPooler: 1 });
  });

  it('says null and why, never 0, for what cannot be read', async () => {
    const missing = path.join(dir, 'missing');
    const logs = { postgres: missing, pgbouncer: missing, app: missing };
    const { facts, unreadable } = await collectFacts({
      ...(await input(logs)),
      poolerTransactions: { before: null, after: 13 },
    });
    expect(facts).toEqual({
      serverLogins: null,
      serverLoginsNotPooler: null,
      poolerTransactions: null,
      refusedConnections: { app: null, log: null },
      sqlstates: null,
      poolerReadBack: null,
    });
    expect(unreadable).toHaveLength(3);
    expect(unreadable[0]).toContain("Postgres's log could not be read: ENOENT");
  });

  it('takes no count from a log that lost its beginning, or that was seen to lose lines', async () => {
    const logs = {
      postgres: await fileOf('p.log', [login('127.0.0.1(1)')]),
      pgbouncer: await fileOf('b.log', [opened(6001)]),
      app: await fileOf('a.log', [refusal('53300')]),
    };
    const logFaults = { app: 'it was cut short' };
    const { facts, unreadable } = await collectFacts({ ...(await input(logs)), logFaults });
    expect(facts).toMatchObject({
      serverLogins: null,
      serverLoginsNotPooler: null,
      refusedConnections: { app: null, log: null },
      sqlstates: null,
    });
    expect(unreadable).toEqual([
      "Postgres's log could not be read: its beginning is lost",
      "PgBouncer's log could not be read: its beginning is lost",
      "the app's log is not whole: it was cut short",
    ]);
  });

  it("still counts sessions when only the pooler's log is gone", async () => {
    const { facts } = await collectFacts(await input({ pgbouncer: path.join(dir, 'gone') }));
    expect(facts).toMatchObject({ serverLogins: 11, serverLoginsNotPooler: null });
  });

  it.each([
    [{ before: 10, after: 10 }, 0],
    [{ before: 10, after: 2 }, null],
    [{ before: 10, after: null }, null],
  ])('takes a counter that fell for a pooler that was started anew: %o', async (poolerTransactions, rise) => {
    const { facts } = await collectFacts({ ...(await input()), poolerTransactions });
    expect(facts.poolerTransactions).toBe(rise);
  });
});

describe('readPoolerLog', () => {
  it('ignores clients, Unix sockets and everything else', async () => {
    const lines = [
      opened(6001),
      opened(6001),
      opened(6002).replace('127.0.0.1:6002', '::1:6003'),
      '2026-11-23 07:07:57.973 UTC [1] LOG C-0x555591055520: shop/app@127.0.0.1:40086 login attempt: db=shop user=app tls=no',
      '2026-11-23 07:07:57.978 UTC [1] LOG S-0x55559106b4e0: shop/app@unix:5432 new connection to server',
      '',
    ];
    expect(await readPoolerLog(lines)).toEqual({
      begins: false,
      ports: new Map([
        [6001, 2],
        [6003, 1],
      ]),
    });
  });
});

describe('readAppRefusals', () => {
  it('counts by SQLSTATE among lines that are no JSON or of other events', async () => {
    const lines = [
      refusal('53300'),
      'Warning: something',
      '{"event":"connect-refused"',
      '{"event":"connect-refused","at":"2026-11-23T07:00:00.000Z"}',
      '{"event":"request-failed","text":"\\"connect-refused\\"","sqlstate":"53300","at":"2026-11-23T07:00:00.000Z"}',
      refusal('53300'),
      refusal('-'),
      refusal('08P01'),
    ];
    expect(await readAppRefusals(lines, always)).toEqual({ '53300': 2, '-': 1, '08P01': 1 });
  });

  it('counts within the window only', async () => {
    const fromMs = Date.parse('2026-11-23T07:00:01Z');
    const lines = [refusal('53300'), refusal('53300', '2026-11-23T07:00:02.000Z')];
    expect(await readAppRefusals(lines, { ...always, fromMs })).toEqual({ '53300': 1 });
  });
});
