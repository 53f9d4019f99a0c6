import { mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { DatabaseAddress, RunningStack } from '../model/stack.ts';
import {
  isListening,
  makeTestFolder,
  openTestStack,
  processesIn,
  removeTestFolder,
  testArm,
  testConfig,
  testingDir,
  type TestStack,
} from './testing/harness.ts';

let dir: string;
beforeAll(async () => {
  dir = await makeTestFolder();
});
afterAll(() => removeTestFolder(dir));

async function query(address: DatabaseAddress, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ ...address });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function getJson(url: string): Promise<Record<string, string | number>> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  return z.record(z.string(), z.union([z.string(), z.number()])).parse(await response.json());
}

function portsOf(running: RunningStack): number[] {
  return [Number(new URL(running.baseUrl).port), running.postgres.port, running.poolerConsole.port];
}

/** As the app's role, whose password only the app has. */
async function roleAddress(running: RunningStack): Promise<DatabaseAddress> {
  const env = await getJson(`${running.baseUrl}/env`);
  return { ...running.postgres, user: String(env['POSTGRES_USER']), password: String(env['POSTGRES_PASSWORD']) };
}

/** Clients of a server, this one too: who has just hung up is there for a moment longer. */
async function clientsOf(server: Client): Promise<unknown> {
  const counted = "SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend'";
  return (await server.query<{ count: number }>(counted)).rows[0]?.count;
}

describe('a native stack', () => {
  const pooled = testArm({
    name: 'pooled',
    via: 'pooler',
    env: { PGBOUNCER_PORT: '{poolerPort}', NOTE: '{host}:{postgresPort} {"as":"json"}' },
    pooler: { defaultPoolSize: 7 },
    database: { after: 'after.sql' },
  });
  let test: TestStack;
  beforeAll(async () => {
    test = await openTestStack(path.join(dir, 'cache'), testConfig(), { arms: [testArm(), pooled] });
  });
  afterAll(() => test.cleanup.run());

  it('names what it runs, with checksums and without paths', () => {
    expect(test.stack.tools).toMatchObject({
      postgres: { version: expect.stringMatching(/^\d+\.\d+/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      pgbouncer: { version: expect.stringMatching(/^1\.\d+/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      database: { source: 'built' },
      app: { source: 'bundled from .', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(JSON.stringify(test.stack.tools)).not.toContain('"path"');
  });

  it('gives every arm the same database, a declared `after`, and its own settings of the pooler', async () => {
    const direct = await test.stack.start(testArm(), path.join(dir, '01-direct'));
    expect(await query(direct.poolerConsole, 'SHOW POOLS')).toEqual([
      expect.objectContaining({ database: 'pgbouncer' }),
    ]);
    await query(direct.postgres, 'DELETE FROM item');
    expect(await getJson(`${direct.baseUrl}/ready`)).toEqual({ items: 0 });
    await direct.stop();

    const running = await test.stack.start(pooled, path.join(dir, '02-pooled'));
    expect(await getJson(`${running.baseUrl}/ready`)).toEqual({ items: 1000 });
    const databases = await query(running.poolerConsole, 'SHOW DATABASES');
    expect(databases).toContainEqual(expect.objectContaining({ name: 'poolproof', pool_size: 7 }));
    const config = await query(running.poolerConsole, 'SHOW CONFIG');
    expect(config).toContainEqual(expect.objectContaining({ key: 'pool_mode', value: 'transaction' }));
    expect(config).toContainEqual(expect.objectContaining({ key: 'query_wait_timeout', value: '10' }));
    const indexes = await query(
      running.postgres,
      `SELECT indexname, tableowner FROM pg_indexes JOIN pg_tables USING (tablename) WHERE tablename = 'item'`,
    );
    expect(indexes).toContainEqual({ indexname: 'item_label', tableowner: 'poolproof_app' });
    await running.stop();
    expect(await readFile(path.join(dir, '02-pooled/pgbouncer.log'), 'utf8')).toContain('new connection to server');
    expect(await readFile(path.join(dir, '02-pooled/app.log'), 'utf8')).toContain('stand-in app');
  });

  it('gives the app a clean environment and a role with no more rights than it needs', async () => {
    const running = await test.stack.start(pooled, path.join(dir, '03-pooled'));
    const env = await getJson(`${running.baseUrl}/env`);
    expect(Object.keys(env).toSorted()).toEqual([
      'HOME',
      'HOST',
      'LANG',
      'NOTE',
      'PATH',
      'PGBOUNCER_PORT',
      'PORT',
      'POSTGRES_DB',
      'POSTGRES_HOST',
      'POSTGRES_PASSWORD',
      'POSTGRES_PORT',
      'POSTGRES_USER',
      'ROOT',
      'TZ',
    ]);
    expect(env).toMatchObject({
      ROOT: testingDir,
      TZ: 'UTC',
      NOTE: `127.0.0.1:${running.postgres.port} {"as":"json"}`,
    });
    expect(
      await query(
        await roleAddress(running),
        `SELECT rolsuper, current_setting('statement_timeout') AS timeout FROM pg_roles WHERE rolname = current_user`,
      ),
    ).toEqual([{ rolsuper: false, timeout: '30s' }]);
    const wrong = query({ ...running.postgres, password: 'guess' }, 'SELECT 1');
    await expect(wrong).rejects.toMatchObject({ code: '28P01' });
    await running.stop();
  });

  it('leaves the app 97 slots beside the sampler, and writes one line for each refused log-in', async () => {
    const segmentDir = path.join(dir, '04-direct');
    const running = await test.stack.start(testArm(), segmentDir);
    const address = await roleAddress(running);
    const sampler = new Client({ ...running.postgres });
    await sampler.connect();
    await vi.waitFor(async () => expect(await clientsOf(sampler)).toBe(1), { timeout: 20_000, interval: 20 });
    const clients = Array.from({ length: 100 }, () => new Client({ ...address }).on('error', () => {}));
    // One after the other: one that is being refused holds a slot for a moment, which another would miss.
    const attempts: PromiseSettledResult<unknown>[] = [];
    for (const client of clients) attempts.push(...(await Promise.allSettled([client.connect()])));
    const refused = attempts.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(attempts.length - refused.length).toBe(97);
    expect(refused).toEqual(Array(3).fill(expect.objectContaining({ code: '53300' })));
    await Promise.all([...clients, sampler].map((client) => client.end()));
    await running.stop();
    const log = await readFile(path.join(segmentDir, 'postgres.log'), 'utf8');
    expect(log.split('\n').filter((line) => line.includes('|53300|'))).toHaveLength(3);
    expect(log).toMatch(
      /^\d+\.\d{3}\|\d+\|00000\|poolproof_app\|poolproof\|127\.0\.0\.1\(\d+\)\|LOG: {2}connection authorized/m,
    );
    expect(log).toMatch(/\|LOG: {2}disconnection: session time/);
  });

  it('leaves nothing behind once stopped, twice or not', async () => {
    const running = await test.stack.start(testArm(), path.join(dir, '05-direct'));
    expect(await processesIn(test.guard.dir)).not.toEqual([]);
    await Promise.all([running.stop(), running.stop()]);
    await running.stop();
    expect(await Promise.all(portsOf(running).map(isListening))).toEqual([false, false, false]);
    expect(await processesIn(test.guard.dir)).toEqual([]);
    await expect(readFile(path.join(test.guard.dir, 'segment-1', 'data', 'PG_VERSION'))).rejects.toThrow('ENOENT');
  });

  it('takes the template from the cache the next time, and another one for other SQL, and removes the oldest', async () => {
    const templates = path.join(dir, 'cache', 'templates');
    for (const days of [2, 3, 4]) {
      const old = path.join(templates, `of-${days}-days-ago`);
      await mkdir(old);
      await utimes(old, new Date(), new Date(Date.now() - days * 24 * 3600 * 1000));
    }
    const again = await openTestStack(path.join(dir, 'cache'));
    expect(again.stack.tools['database']).toMatchObject({
      source: 'cache',
      version: test.stack.tools['database']?.version,
    });
    await again.cleanup.run();
    const other = await openTestStack(path.join(dir, 'cache'), testConfig({ seed: ['seed.sql', 'after.sql'] }));
    expect(other.stack.tools['database']).toMatchObject({ source: 'built' });
    await other.cleanup.run();
    const ours = [test, other].map(({ stack }) => stack.tools['database']?.version ?? '');
    expect((await readdir(templates)).toSorted()).toEqual([...ours, 'of-2-days-ago'].toSorted());
  });
});
