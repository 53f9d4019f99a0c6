/**
 * `up`, `verify`, `pools` and `down` as a person calls them, in a project whose path has blanks and quotes. One stack serves most of it; whatever the
 * commands print is kept and compared with what the troubleshooting guide shows.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile, chmod } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type StandingState, standingSchema } from '../model/standing.ts';
import { chooseCacheDir } from '../provision/cache.ts';
import { findServiceUser } from '../provision/service-user.ts';
import { isAlive, isListening, processesIn, wardenOf } from '../stack/testing/harness.ts';
import { parseDotenv, updateDotenv } from '../standing/dotenv.ts';
import { placeOf, type Place } from '../standing/place.ts';
import { type Ended, packageRoot, runCli, startCli, until } from '../testing/cli.ts';
import { shownIn } from '../testing/guide.ts';
import { renderCheck } from './verify.ts';

const jsonSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'warning', 'failed']),
      detail: z.string(),
      fix: z.string().nullable(),
    }),
  ),
});
const password = `it's "100%" $HOME pä ß\\`;

let folder: string;
let project: string;
let place: Place;
let printed = '';
/** standing.json of the first stack. */
let healthy: StandingState;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "poolproof it's & up "));
  project = path.join(folder, 'my project');
  await mkdir(project);
  const parts = [
    'package.json',
    'package-lock.json',
    'poolproof.config.ts',
    'setup.sh',
    'runner',
    'reports',
    'scenarios',
    'fixtures',
  ];
  await Promise.all(
    parts.map((part) => cp(path.join(packageRoot, part), path.join(project, part), { recursive: true })),
  );
  await cp(path.join(project, 'poolproof.config.ts'), path.join(project, 'base.config.ts'));
  await symlink(path.join(packageRoot, 'node_modules'), path.join(project, 'node_modules'));
  // Whatever npm ci was last run for, it was these.
  await Promise.all(['package.json', 'package-lock.json'].map((name) => makeOld(path.join(project, name))));
  const { dir } = await chooseCacheDir(process.env, os.homedir(), await findServiceUser(process.getuid?.() ?? -1));
  place = await placeOf(dir, project);
});
afterAll(async () => {
  await poolproof(['down']);
  await rm(folder, { recursive: true, force: true });
});

/** The project's own configuration, with something changed in the Node app and in the arm `pooled`. */
async function writeConfig(changes: { app?: object; pooled?: object }): Promise<void> {
  const text = `import base from './base.config.ts';
export default {
  ...base,
  apps: { ...base.apps, node: { ...base.apps.node, ...${JSON.stringify(changes.app ?? {})} } },
  arms: base.arms.map((arm) => (arm.name === 'pooled' ? { ...arm, ...${JSON.stringify(changes.pooled ?? {})} } : arm)),
};
`;
  await writeFile(path.join(project, 'poolproof.config.ts'), text);
}

async function makeOld(file: string): Promise<void> {
  await execa('touch', ['-d', '2001-01-01', file]);
}

async function poolproof(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return keep(await runCli(args, { cwd: project, env }));
}

function keep(ended: Ended): Ended {
  printed += `${ended.stdout}\n${ended.stderr}\n`;
  return ended;
}

async function stateOf(): Promise<StandingState> {
  return standingSchema.parse(JSON.parse(await readFile(place.state, 'utf8')));
}

async function envFile(): Promise<Map<string, string>> {
  const text = await readFile(path.join(project, '.env'), 'utf8');
  return new Map(parseDotenv(text).map(({ name, value }) => [name, value]));
}

async function changeEnvFile(changes: Record<string, string | null>, mode = 0o600): Promise<void> {
  const file = path.join(project, '.env');
  await writeFile(file, updateDotenv(await readFile(file, 'utf8'), changes));
  await chmod(file, mode);
}

async function clientTo(through: 'pooler' | 'postgres'): Promise<Client> {
  const values = await envFile();
  return new Client({
    host: '127.0.0.1',
    port: Number(values.get(through === 'pooler' ? 'PGBOUNCER_PORT' : 'POSTGRES_PORT')),
    database: values.get('POSTGRES_DB'),
    user: values.get('POSTGRES_USER'),
    password: values.get('POSTGRES_PASSWORD'),
  });
}

async function query(sql: string, through: 'pooler' | 'postgres'): Promise<void> {
  const client = await clientTo(through);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

async function expectNothing(): Promise<void> {
  expect(await readdir(project)).not.toContain('.env');
  await expect(stat(place.dir)).rejects.toThrow('ENOENT');
}

/** Until Postgres refuses, as the app's role and past the pooler. */
async function fillServer(): Promise<void> {
  const clients: Client[] = [];
  const open = async (): Promise<void> => {
    const client = await clientTo('postgres');
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
  };
  const opened = await Promise.allSettled(Array.from({ length: 101 }, open));
  await Promise.all(clients.map((client) => client.end()));
  expect(opened.some(({ status }) => status === 'rejected')).toBe(true);
}

/** What an `up` that was killed leaves when its watchdog's record is lost too: any other run would clear it up by that. */
async function leaveHalfMade(): Promise<void> {
  // Not over one that stands: its processes would be forgotten.
  await mkdir(place.dir);
  const half = { ...healthy, owner: { pid: healthy.owner.pid, identity: 'dead' }, parts: null, processes: [] };
  await writeFile(place.state, JSON.stringify(half));
}

/** Starts one that waits in vain for its app, and has all of its processes. */
async function startHanging(): Promise<ReturnType<typeof startCli>> {
  const up = startCli(['up', '--pooled'], { cwd: project });
  await until(
    async () => {
      const owner = await stateOf()
        .then(({ owner: { pid } }) => pid)
        .catch(() => 0);
      const log = await readFile(path.join(place.logs, 'app.log'), 'utf8').catch(() => '');
      return owner === up.pid && log.includes('listening');
    },
    60_000,
    () => 'its app does not start',
  );
  return up;
}

describe('before there is a stack', () => {
  it('doctor names what is missing', async () => {
    const ended = await poolproof(['doctor'], { POOLPROOF_PGBOUNCER: '/nowhere/pgbouncer' });
    expect(ended).toMatchObject({ exitCode: 4, stderr: '' });
  });

  it('verify, pools and down say so', async () => {
    expect(await poolproof(['verify'])).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await poolproof(['pools', '--once'])).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await poolproof(['down'])).toMatchObject({ exitCode: 0, stdout: 'no stack stands here' });
  });

  it.each([
    [{ PGBOUNCER_PORT: 'abc' }, ['--pooled']],
    [{ POSTGRES_PASSWORD: '' }, ['--pooled']],
  ])('up %j %j is refused, and nothing is made', async (env, args) => {
    expect(await poolproof(['up', ...args], env)).toMatchObject({ exitCode: 5, stdout: '' });
    await expectNothing();
  });

  it('a port that is taken is named, with who asked for it', async () => {
    const server = await listen();
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const ended = await poolproof(['up', '--pooled'], { PGBOUNCER_PORT: port });
    server.close();
    expect(ended).toMatchObject({ exitCode: 4, stdout: '' });
    expect(ended.stderr).toContain(`PGBOUNCER_PORT of the environment cannot be had: port ${port} is not free`);
    await expectNothing();
  });
});

describe('a stack behind the pooler', () => {
  it('is set up by setup.sh, from anywhere, with whatever password', async () => {
    const env = { POSTGRES_PASSWORD: password };
    const { exitCode, stdout, stderr } = await execa(path.join(project, 'setup.sh'), {
      cwd: '/',
      env,
      reject: false,
      stdin: 'ignore',
    });
    const ended = keep({ exitCode, stdout, stderr });
    expect(ended.stdout, ended.stderr).toMatch(
      /^app {8}http:\/\/127\.0\.0\.1:\d+ \(node, through PgBouncer\)\npgbouncer /,
    );
    expect(ended.stdout).toContain('next: npx poolproof verify');
    expect(ended.exitCode).toBe(0);
    expect((await stat(path.join(project, '.env'))).mode & 0o777).toBe(0o600);
    expect((await stat(place.state)).mode & 0o777).toBe(0o600);
    expect((await envFile()).get('POSTGRES_PASSWORD')).toBe(password);
    healthy = await stateOf();
    expect(healthy.processes.map(({ pid }) => isAlive(pid))).toEqual([true, true, true]);
  });

  it('leaves no password on a command line or in a log', async () => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    const logs = await Promise.all(
      (await readdir(place.logs)).map((name) => readFile(path.join(place.logs, name), 'utf8')),
    );
    expect([...lines, ...logs, printed].filter((text) => text.includes(password))).toEqual([]);
  });

  it('stands alone: a second up is refused', async () => {
    expect(await poolproof(['up'])).toMatchObject({ exitCode: 4, stdout: '' });
  });

  it('is verified', async () => {
    const { exitCode, stdout, stderr } = await poolproof(['verify', '--burst', '1']);
    expect(stdout).toMatch(/^ok {7}environment /m);
    expect(stdout).toMatch(/^ok {7}app settings {4}the app says: port \d+ \(PgBouncer\)/m);
    expect(stdout).toMatch(/^ok {7}pooled query {4}answered as poolproof_app /m);
    expect(stdout).toMatch(/pgbouncer .*transaction pooling, 25 servers, 1000 clients at most/);
    expect(stdout).toMatch(/^ok {7}migrations {6}all \d+ tables of the schema are there/m);
    expect(stdout).toMatch(/^ok {7}toggle proof {4}20 requests, \d+ transactions counted by PgBouncer; every session/m);
    expect(stdout).toMatch(/^ok {7}authentication {2}PgBouncer: scram-sha-256; Postgres: scram-sha-256/m);
    expect(stdout).toMatch(/^ok {7}console /m);
    expect(stdout).toMatch(/burst {11}60 clients on \d+ servers for 1 s: \d+ queries, none refused/);
    expect(stdout).toMatch(/\d+ ok, \d warnings?, 0 failed$/);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('shows its pools: once, as JSON, and line by line until Ctrl-C', async () => {
    const once = await poolproof(['pools', '--once']);
    expect(once).toMatchObject({ exitCode: 0, stderr: '' });
    expect(once.stdout).toMatch(
      /^database +user +cl_active +cl_waiting [^]*\nPostgres: \d+ of 100 connections\n.*server/,
    );
    const json = await poolproof(['pools', '--once', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ maxConnections: 100, pools: [{ user: 'poolproof_app' }] });
    const live = startCli(['pools'], { cwd: project });
    await until(
      () => live.printed().split('\n').length > 2,
      60_000,
      () => `only: ${live.printed()}`,
    );
    live.kill('SIGINT');
    const { exitCode, stdout } = await live.ended;
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^2.*Z {2}.*; Postgres: \d+ of 100 connections$/);
  });
});

describe('a stack that somebody has damaged', () => {
  it('is found out: .env, errors of pooling, a full server, a lost table', async () => {
    await expect(query('EXECUTE nowhere', 'pooler')).rejects.toThrow('does not exist');
    await fillServer();
    await query('DROP TABLE client_metric', 'pooler');
    await changeEnvFile({ POSTGRES_PASSWORD: 'wrong', PGBOUNCER_PORT: '1' }, 0o644);
    const { exitCode, stdout } = await poolproof(['verify', '--burst', '0.1']);
    expect(stdout).toMatch(/ [1-9]\d* failed$/);
    expect(exitCode).toBe(1);
    await changeEnvFile({ POSTGRES_PASSWORD: null, PGBOUNCER_PORT: null });
    const json = await poolproof(['verify', '--burst', '0.1', '--json']);
    expect(json.exitCode).toBe(1);
    const { ok, checks } = jsonSchema.parse(JSON.parse(json.stdout));
    expect(ok).toBe(false);
    printed += checks.map(renderCheck).join('');
  });

  it('has lost its pooler', async () => {
    const pooler = (await stateOf()).processes.find(({ role }) => role === 'pgbouncer')?.pid ?? 0;
    process.kill(pooler, 'SIGKILL');
    await until(
      () => !isAlive(pooler),
      5000,
      () => 'it lives on',
    );
    expect(await poolproof(['verify', '--burst', '0.1'])).toMatchObject({ exitCode: 1 });
    expect(await poolproof(['pools'])).toMatchObject({ exitCode: 4 });
  });
});

describe('an up that does not come to its end', () => {
  beforeAll(() => writeConfig({ app: { readyPath: '/nowhere', readyWithinS: 100 } }));

  it('is interrupted: leaves nothing but the .env that was there', async () => {
    const before = await envFile();
    const up = await startHanging();
    const other = await poolproof(['up', '--pooled']);
    expect(other).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/^poolproof: another `poolproof up` \(process \d+\)/),
    });
    up.kill('SIGINT');
    expect(keep(await up.ended).exitCode).toBe(130);
    await expect(stat(place.dir)).rejects.toThrow('ENOENT');
    expect(await envFile()).toEqual(before);
  });

  it('is killed together with its watchdog: down ends what it left', async () => {
    const up = await startHanging();
    const servers = await processesIn(place.dir);
    expect(servers.length).toBeGreaterThan(1);
    process.kill(await wardenOf(up.pid), 'SIGKILL');
    up.kill('SIGKILL');
    await up.ended;
    expect(await poolproof(['down'])).toMatchObject({ exitCode: 0 });
    // Another run that started meanwhile may be the one that ends them.
    await until(
      () => !servers.some(isAlive),
      15_000,
      () => `left: ${servers.filter(isAlive).join(', ')}`,
    );
    await expect(stat(place.dir)).rejects.toThrow('ENOENT');
  });
});

describe('a pooled stack whose app does not know it', () => {
  it('is put up where another was killed, by one of two at once, and found out', async () => {
    await leaveHalfMade();
    expect(await poolproof(['verify'])).toMatchObject({ exitCode: 4, stdout: '' });
    await writeConfig({ pooled: { env: {} } });
    const both = await Promise.all([poolproof(['up', '--pooled']), poolproof(['up', '--pooled'])]);
    const [one, other] = both.toSorted((a, b) => (a.exitCode ?? 0) - (b.exitCode ?? 0));
    expect([one, other], JSON.stringify(both)).toMatchObject([{ exitCode: 0 }, { exitCode: 4, stdout: '' }]);
    // Whoever came when the other was done finds it standing.
    expect(other?.stderr).toMatch(/poolproof: (another `poolproof|a stack stands here already)/);
    expect(await poolproof(['verify', '--burst', '0.1'])).toMatchObject({ exitCode: 1 });
  });
});

describe('a direct stack', () => {
  it('is put up after the other was taken down, and verified with a warning', async () => {
    expect((await poolproof(['down'])).stdout).toMatch(/^app +stopped\npgbouncer +stopped\npostgres +stopped\n/);
    expect(await poolproof(['up'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('straight to Postgres'),
    });
    expect([...(await envFile()).keys()]).not.toContain('PGBOUNCER_PORT');
    await changeEnvFile({}, 0o644);
    const { exitCode, stdout } = await poolproof(['verify', '--burst', '0.1']);
    expect(stdout).toMatch(
      /^ok {7}toggle proof {4}20 requests, 0 transactions counted by PgBouncer: the app goes straight to Postgres/m,
    );
    expect(exitCode).toBe(0);
  });

  it('goes with down, and .env stays', async () => {
    const { processes, parts } = await stateOf();
    expect(await poolproof(['down'])).toMatchObject({ exitCode: 0 });
    expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(await isListening(parts?.postgres.port ?? 0)).toBe(false);
    await expect(stat(place.dir)).rejects.toThrow('ENOENT');
    expect((await envFile()).get('POSTGRES_PASSWORD')).toMatch(/^[\w-]{24}$/);
  });
});

describe('docs/guides/troubleshooting.md', () => {
  it('shows nothing that was not printed here', async () => {
    const shown = await shownIn('troubleshooting.md', 'text');
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter(({ pattern }) => !pattern.test(printed)).map(({ text }) => text)).toEqual([]);
  });
});
