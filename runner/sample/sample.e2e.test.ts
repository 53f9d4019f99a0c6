import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sampleLineSchema, type SampleLine, type SampleOf } from '../model/sample-line.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { withConnection } from './connection.ts';
import { collectFacts } from './facts.ts';
import { readPoolerTransactions } from './pooler-console.ts';
import { readBackPooler } from './read-back.ts';
import { startSampler, type Sampler } from './sampler.ts';
import { appDatabase, appRole, type Cluster, end, run, startCluster } from './testing/cluster.ts';
import { findTools } from './testing/tools.ts';

/** Slots of Postgres; three of them are reserved for superusers. */
const maxConnections = 12;
/** Of util-linux. */
const prlimit = '/usr/bin/prlimit';
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(await findTools(), { maxConnections });
});
afterAll(() => cluster?.stop());

/** Runs a sampler beside `act` and returns the lines that it wrote. */
async function sampled(name: string, act: (sampler: Sampler) => Promise<void>) {
  const file = path.join(cluster.dir, `${name}.ndjson`);
  const pids = { postgres: cluster.postgres.pid ?? 0, pgbouncer: cluster.pooler.pid ?? 0 };
  const sampler = await startSampler({
    stack: {
      postgres: cluster.superuser,
      poolerConsole: cluster.console,
      processes: [
        { role: 'postgres', pid: pids.postgres },
        { role: 'pgbouncer', pid: pids.pgbouncer },
      ],
    },
    database: appDatabase,
    path: file,
    runnerPid: process.pid,
  });
  const report = await act(sampler).then(
    () => sampler.stop(),
    async (error: unknown) => {
      await sampler.stop();
      throw error;
    },
  );
  const text = await readFile(file, 'utf8');
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => sampleLineSchema.parse(JSON.parse(line)));
  return { lines, report };
}

function only<T extends SampleLine['type']>(lines: readonly SampleLine[], type: T): SampleOf<T>[] {
  return lines.filter((line): line is SampleOf<T> => line.type === type);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * Ends the sampler's session in Postgres and takes its slot. The sampler asks for one again at each second and may be
 * quicker: then once more.
 */
async function takeSlotOfSampler(admin: Client): Promise<Client> {
  const sessions = "from pg_stat_activity where application_name = 'poolproof sampler'";
  const deadline = Date.now() + 20_000;
  for (;;) {
    await admin.query(`select pg_terminate_backend(pid) ${sessions}`);
    let left = 1;
    while (left > 0 && Date.now() < deadline) {
      left = Number((await admin.query(`select count(*) ${sessions}`)).rows[0]?.count);
    }
    const { held } = await connectAll(cluster.superuser, 1);
    if (held[0] !== undefined) return held[0];
    if (Date.now() > deadline) throw new Error('the sampler always had its slot again first');
  }
}

/** Lets the sampler read every source at least `count` times from now on. */
async function readings(sampler: Sampler, count: number): Promise<void> {
  const from = Date.now() / 1000;
  await until(`${count} readings`, () =>
    (['pools', 'activity', 'cpu'] as const).every((type) => (sampler.latest()[type]?.tick ?? 0) >= from + count - 1),
  );
}

async function connectAll(address: DatabaseAddress, count: number): Promise<{ held: Client[]; refused: number }> {
  const held: Client[] = [];
  let refused = 0;
  for (let index = 0; index < count; index += 1) {
    const client = new Client(address);
    client.on('error', () => {});
    try {
      await client.connect();
      held.push(client);
    } catch {
      refused += 1;
    }
  }
  return { held, refused };
}

const endAll = (clients: readonly Client[]) => Promise.all(clients.map((client) => client.end().catch(() => {})));

/** Every second has one line of each source, read or missed, and none has two. */
function expectNoGap(lines: readonly SampleLine[]): void {
  const seconds = lines.map((line) => line.tick);
  for (const name of ['pools', 'pooler-totals', 'activity', 'cpu']) {
    const ticks = lines
      .filter((line) => (line.type === 'missed' ? line.source : line.type) === name)
      .map((line) => line.tick);
    const whole = Array.from(
      { length: Math.max(...seconds) - Math.min(...seconds) + 1 },
      (_, at) => Math.min(...seconds) + at,
    );
    expect(ticks.toSorted((a, b) => a - b)).toEqual(whole);
  }
}

describe('the sampler', () => {
  it('reads pooler, server and processes at each whole second', async () => {
    const client = new Client(cluster.pooled);
    onTestFinished(() => client.end());
    await client.connect();
    // Ends by itself, should nobody end it.
    const busy = spawn(process.execPath, ['-e', 'for (const from = Date.now(); Date.now() < from + 60_000; );']);
    onTestFinished(() => end(busy, 'SIGKILL'));
    const { lines, report } = await sampled('plain', async (sampler) => {
      sampler.addProcess('k6', busy.pid ?? 0);
      await client.query('begin');
      await readings(sampler, 2);
      await client.query('select sum(n) from generate_series(1, 3000000) as n');
      await client.query('commit');
      await readings(sampler, 2);
      expect(sampler.latest().pools?.rows).toHaveLength(1);
    });
    expectNoGap(lines);
    expect(only(lines, 'missed')).toEqual([]);
    expect(report).toEqual({
      ticks: only(lines, 'cpu').length,
      missed: { pools: 0, 'pooler-totals': 0, activity: 0, cpu: 0 },
      clockStepS: expect.closeTo(0, 0),
      notMeasured: [],
    });
    for (const line of lines) expect(line.at - line.tick).toBeLessThan(0.5);
    expect(only(lines, 'pools').some(({ rows }) => rows[0]?.svActive === 1 && rows[0].clActive === 1)).toBe(true);
    const totals = only(lines, 'pooler-totals').map(({ rows }) => [rows[0]?.xactCount, rows[0]?.queryCount]);
    expect([totals[0], totals.at(-1)]).toEqual([
      [1, 1],
      [1, 3],
    ]);
    const backends = only(lines, 'activity').map(({ rows }) => rows.find((row) => row.role === appRole));
    expect(backends).toContainEqual(
      expect.objectContaining({ backendType: 'client backend', state: 'idle in transaction', count: 1 }),
    );
    const cpu = only(lines, 'cpu');
    const rise = (role: string) => {
      const seen = cpu.flatMap(({ processes }) => processes.filter((one) => one.role === role).map(({ cpuS }) => cpuS));
      return (seen.at(-1) ?? 0) - (seen[0] ?? 0);
    };
    expect(rise('postgres')).toBeGreaterThan(0.1);
    // It takes all it can get, which is little on a busy machine.
    expect(rise('k6')).toBeGreaterThan(0.1);
    expect(
      cpu
        .at(-1)
        ?.processes.map(({ role }) => role)
        .toSorted(),
    ).toEqual(['k6', 'pgbouncer', 'postgres', 'runner']);
    const machine = cpu.map((line) => line.machine);
    expect((machine.at(-1)?.busyS ?? 0) - (machine[0]?.busyS ?? 0)).toBeGreaterThan(
      rise('k6') + rise('postgres') - 0.1,
    );
  });

  it('misses a pooler that is stopped, second by second, while the others go on; then reads on', async () => {
    const { lines, report } = await sampled('stopped', async (sampler) => {
      await readings(sampler, 1);
      cluster.pooler.kill('SIGSTOP');
      const from = Date.now() / 1000;
      await until('seconds were missed', () => (sampler.latest().missed?.tick ?? 0) >= from + 3);
      cluster.pooler.kill('SIGCONT');
      await readings(sampler, 2);
    }).finally(() => cluster.pooler.kill('SIGCONT'));
    expectNoGap(lines);
    expect(report.missed.pools).toBeGreaterThanOrEqual(3);
    expect(report.missed).toMatchObject({ 'pooler-totals': report.missed.pools, activity: 0, cpu: 0 });
    const reasons = only(lines, 'missed').map(({ reason }) => reason);
    expect(reasons[0]).toBe('no answer within 0.5 s');
    expect(reasons[2]).toBe('no answer yet to what was asked 1 s ago');
    expect(lines.at(-1)?.type).not.toBe('missed');
  });

  it('survives a pooler that is killed and started anew', async () => {
    const { lines, report } = await sampled('restarted', async (sampler) => {
      await readings(sampler, 1);
      await end(cluster.pooler, 'SIGKILL');
      const from = Date.now() / 1000;
      await until('seconds were missed', () => (sampler.latest().missed?.tick ?? 0) >= from + 1);
      await cluster.restartPooler();
      await readings(sampler, 2);
    });
    expectNoGap(lines);
    expect(
      only(lines, 'missed')
        .map(({ reason }) => reason)
        .join(),
    ).toContain('ECONNREFUSED');
    expect(report.missed.activity).toBe(0);
    // The counters began anew and nobody has come yet: no row, not a row of the old ones.
    expect(only(lines, 'pooler-totals').at(-1)?.rows).toEqual([]);
  });

  it('keeps its slot when Postgres has none left, and gets one again when its session is ended', async () => {
    const { lines, report } = await sampled('exhausted', async (sampler) => {
      const app = await connectAll(cluster.direct, maxConnections);
      await readings(sampler, 2);
      // 12 slots: 3 are reserved, and of the other 9 the sampler holds one.
      expect(app.held).toHaveLength(maxConnections - 3 - 1);
      expect(app.refused).toBe(4);
      const admins = await connectAll(cluster.superuser, 5);
      expect(admins.held).toHaveLength(3);
      const [admin] = admins.held;
      if (admin === undefined) throw new Error('no administrator is connected');
      const late = await takeSlotOfSampler(admin);
      await until('the slots were gone', () => sampler.latest().missed?.source === 'activity');
      await endAll([...admins.held, late]);
      await readings(sampler, 2);
      await endAll(app.held);
    });
    expectNoGap(lines);
    expect(report.missed.activity).toBeGreaterThanOrEqual(1);
    expect(report.missed.pools).toBe(0);
    const reasons = only(lines, 'missed')
      .map(({ reason }) => reason)
      .join();
    expect(reasons).toMatch(/sorry, too many clients already|terminating connection/);
  });

  it('refuses to start when a source cannot be read, and leaves no connection', async () => {
    const started = startSampler({
      stack: { postgres: { ...cluster.superuser, password: 'wrong' }, poolerConsole: cluster.console, processes: [] },
      database: appDatabase,
      path: path.join(cluster.dir, 'refused.ndjson'),
      runnerPid: process.pid,
    });
    await expect(started).rejects.toMatchObject({
      code: 'sampler',
      message: expect.stringContaining('cannot read activity before the load: password authentication failed'),
    });
    // The only client of the console is the one that asks.
    const clients = await withConnection(cluster.console, (console) => console.rows('SHOW CLIENTS'));
    expect(clients.filter((client) => client['database'] === 'pgbouncer')).toHaveLength(1);
  });

  it.runIf(existsSync(prlimit))('says what mends it when Postgres has no memory for it as it starts', async () => {
    const pid = cluster.postgres.pid ?? 0;
    const proc = async (name: string) => await readFile(`/proc/${pid}/${name}`, 'utf8');
    const usedKb = Number(/^VmSize:\s+(\d+)/m.exec(await proc('status'))?.[1]);
    const [, before = ''] = /^Max address space +(\S+)/m.exec(await proc('limits')) ?? [];
    // The user that it runs as may do this; in a container root may not.
    const { serviceUser } = await findTools();
    const limit = (bytes: string) => execa(prlimit, ['--pid', String(pid), `--as=${bytes}:`], { ...serviceUser });
    // A backend begins with what the server has, and needs some megabytes more.
    await limit(String((usedKb + 1024) * 1024));
    onTestFinished(async () => void (await limit(before)));
    const started = startSampler({
      stack: { postgres: cluster.superuser, poolerConsole: cluster.console, processes: [] },
      database: appDatabase,
      path: path.join(cluster.dir, 'no-memory.ndjson'),
      runnerPid: process.pid,
    });
    await expect(started).rejects.toMatchObject({
      code: 'sampler',
      message: expect.stringMatching(/^cannot read activity before the load: .*\(SQLSTATE 53200\)$/),
      hint: expect.stringContaining('ulimit -v'),
    });
  });

  it('says so when samples can no longer be written', async () => {
    const file = path.join(cluster.dir, 'full.ndjson');
    // Every write to it fails as on a full disk.
    await symlink('/dev/full', file);
    const sampler = await startSampler({
      stack: { postgres: cluster.superuser, poolerConsole: cluster.console, processes: [] },
      database: appDatabase,
      path: file,
      runnerPid: process.pid,
    });
    const error = await sampler.failed;
    await sampler.stop();
    expect(error.message).toContain('the disk is full');
  });
});

describe('the facts', () => {
  it('tell the ways apart by real log-ins, transactions and refusals', async () => {
    await cluster.restartPooler();
    const fromMs = Date.now();
    const before = await readPoolerTransactions(cluster.console, appDatabase);
    expect(before).toBe(0);
    await run(cluster.pooled, ['select 1', 'begin', 'select 2', 'select 3', 'commit']);
    await run(cluster.pooled, ['select 4']);
    await run(cluster.direct, ['select 5']);
    await run(cluster.direct, ['select 1/0']).catch(() => {});
    const { held, refused } = await connectAll(cluster.direct, maxConnections);
    await endAll(held);
    const appLog = path.join(cluster.dir, 'app.log');
    const refusal = { event: 'connect-refused', sqlstate: '53300', at: new Date().toISOString() };
    await writeFile(appLog, `no JSON\n${`${JSON.stringify(refusal)}\n`.repeat(refused)}`);
    const readBack = await readBackPooler(cluster.console, appDatabase, appRole);
    expect(readBack).toEqual({
      version: expect.stringMatching(/^PgBouncer \d+\.\d+\.\d+$/),
      settings: { poolMode: 'transaction', defaultPoolSize: 7, maxClientConn: 300, queryWaitTimeoutS: 5 },
    });
    const collected = await collectFacts({
      logs: { postgres: cluster.postgresLog, pgbouncer: cluster.pgbouncerLog, app: appLog },
      logFaults: {},
      role: appRole,
      window: { fromMs, toMs: Date.now() },
      poolerTransactions: { before, after: await readPoolerTransactions(cluster.console, appDatabase) },
      poolerReadBack: readBack.settings,
    });
    expect(refused).toBeGreaterThan(0);
    expect(collected).toEqual({
      facts: {
        serverLogins: 1 + 2 + held.length,
        serverLoginsNotPooler: 2 + held.length,
        poolerTransactions: 3,
        refusedConnections: { app: refused, log: refused },
        sqlstates: { '22012': 1, '53300': refused },
        poolerReadBack: readBack.settings,
      },
      unreadable: [],
    });
  });
});

describe('readBackPooler', () => {
  it('reads what holds for the role, not what the file says in general', async () => {
    const pooler = ['[users]', `${appRole} = pool_mode=session`];
    const other = await startCluster(await findTools(), { maxConnections, pooler });
    try {
      const { settings } = await readBackPooler(other.console, appDatabase, appRole);
      expect(settings.poolMode).toBe('session');
      await expect(readBackPooler(other.console, 'market', appRole)).rejects.toMatchObject({
        code: 'sampler',
        message: expect.stringContaining('does not know the database market'),
      });
    } finally {
      await other.stop();
    }
  });
});
