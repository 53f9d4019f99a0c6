/** A throw-away Postgres and PgBouncer for this room's e2e tests: as small as they can be, logging as the stack does. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { Client } from 'pg';
import { type Cleanup, createCleanup } from '../../cleanup.ts';
import type { DatabaseAddress } from '../../model/stack.ts';
import { type Guard, startGuard } from '../../warden.ts';
import type { TestTools } from './tools.ts';

export const appRole = 'app';
export const appDatabase = 'shop';

export interface Cluster {
  readonly dir: string;
  readonly postgresLog: string;
  readonly pgbouncerLog: string;
  readonly superuser: DatabaseAddress;
  readonly direct: DatabaseAddress;
  readonly pooled: DatabaseAddress;
  readonly console: DatabaseAddress;
  postgres: ChildProcess;
  pooler: ChildProcess;
  restartPooler(): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly maxConnections: number;
  /** Further lines of pgbouncer.ini, which ends with its section [pgbouncer]. */
  readonly pooler?: readonly string[];
}

function addressOf(port: number, database: string, role: string): DatabaseAddress {
  return { host: '127.0.0.1', port, database, user: role, password: `secret of ${role}` };
}

/** Starts both, with an app role whose password is that of nobody else. What fails to start leaves nothing behind. */
export async function startCluster(tools: TestTools, options: ClusterOptions): Promise<Cluster> {
  const cleanup = createCleanup();
  try {
    return await startBoth(tools, options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function startBoth(tools: TestTools, options: ClusterOptions, cleanup: Cleanup): Promise<Cluster> {
  // A test run that is killed must not leave servers behind either.
  const guard = await startGuard(tools.cacheDir);
  cleanup.add('ending the watchdog', () => guard.close());
  const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-sample-'));
  guard.removeOnDeath(dir);
  cleanup.add('removing the cluster', () => rm(dir, { recursive: true, force: true }));
  const { serviceUser } = tools;
  if (serviceUser !== null) await chown(dir, serviceUser.uid, serviceUser.gid);
  const [postgresPort, poolerPort] = [await freePort(), await freePort()];
  const superuser = addressOf(postgresPort, 'postgres', 'postgres');
  const logs = { postgresLog: path.join(dir, 'postgres.log'), pgbouncerLog: path.join(dir, 'pgbouncer.log') };
  const postgres = await startPostgres(tools, guard, dir, superuser, logs.postgresLog, options.maxConnections);
  cleanup.add('stopping Postgres', () => end(postgres, 'SIGINT'));
  await run(superuser, [
    `create role ${appRole} login password 'secret of ${appRole}'`,
    `create database ${appDatabase} owner ${appRole}`,
  ]);
  const ini = await writePoolerConfig(dir, postgresPort, poolerPort, options.pooler ?? []);
  const admin = addressOf(poolerPort, 'pgbouncer', 'admin');
  const startPooler = () => startPgbouncer(tools, guard, ini, admin, logs.pgbouncerLog);
  const cluster: Cluster = {
    dir,
    ...logs,
    superuser: { ...superuser, database: appDatabase },
    direct: addressOf(postgresPort, appDatabase, appRole),
    pooled: addressOf(poolerPort, appDatabase, appRole),
    console: admin,
    postgres,
    pooler: await startPooler(),
    restartPooler: async () => {
      await end(cluster.pooler, 'SIGKILL');
      cluster.pooler = await startPooler();
    },
    stop: () => cleanup.run(),
  };
  cleanup.add('stopping PgBouncer', () => end(cluster.pooler, 'SIGKILL'));
  return cluster;
}

function userOf({ serviceUser }: TestTools): { uid?: number; gid?: number } {
  return serviceUser === null ? {} : { uid: serviceUser.uid, gid: serviceUser.gid };
}

async function startPostgres(
  tools: TestTools,
  guard: Guard,
  dir: string,
  superuser: DatabaseAddress,
  log: string,
  maxConnections: number,
): Promise<ChildProcess> {
  const passwordFile = path.join(dir, 'password');
  await writeFile(passwordFile, superuser.password, { mode: 0o644 });
  const data = path.join(dir, 'data');
  const initdb = ['-D', data, '-U', superuser.user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  await execa(path.join(path.dirname(tools.postgres.path), 'initdb'), [...initdb, '--locale=C', '-E', 'UTF8', '-N'], {
    ...userOf(tools),
    cwd: dir,
  });
  const settings = [
    `port=${superuser.port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${maxConnections}`,
    'log_connections=on',
    'log_disconnections=on',
    'log_line_prefix=%n|%p|%e|%u|%d|%r|',
    'fsync=off',
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = { name: 'postgres', command: [tools.postgres.path, ...args], signal: 'SIGQUIT' } as const;
  return spawnLogged(server, guard, { ...userOf(tools), cwd: dir, env: process.env }, log, superuser);
}

async function writePoolerConfig(
  dir: string,
  postgresPort: number,
  poolerPort: number,
  more: readonly string[],
): Promise<string> {
  const auth = path.join(dir, 'userlist.txt');
  await writeFile(auth, [appRole, 'admin'].map((name) => `"${name}" "secret of ${name}"\n`).join(''), { mode: 0o644 });
  const ini = path.join(dir, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `${appDatabase} = host=127.0.0.1 port=${postgresPort} dbname=${appDatabase}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${poolerPort}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${auth}`,
    'admin_users = admin',
    'pool_mode = transaction',
    'default_pool_size = 7',
    'max_client_conn = 300',
    'query_wait_timeout = 5',
    ...more,
  ];
  await writeFile(ini, `${lines.join('\n')}\n`, { mode: 0o644 });
  return ini;
}

async function startPgbouncer(
  tools: TestTools,
  guard: Guard,
  ini: string,
  admin: DatabaseAddress,
  log: string,
): Promise<ChildProcess> {
  const env = { ...process.env, ...tools.pgbouncer.env, TZ: 'UTC' };
  const server = { name: 'pgbouncer', command: [tools.pgbouncer.path, ini], signal: 'SIGKILL' } as const;
  return spawnLogged(server, guard, { ...userOf(tools), cwd: path.dirname(ini), env }, log, admin);
}

interface Server {
  readonly name: string;
  readonly command: readonly string[];
  /** What ends it for certain. */
  readonly signal: 'SIGKILL' | 'SIGQUIT';
}

/** Starts a server whose standard error is appended to `log`, and waits until it lets `probe` in. */
async function spawnLogged(
  { name, command: [file = '', ...args], signal }: Server,
  guard: Guard,
  options: SpawnOptions,
  log: string,
  probe: DatabaseAddress,
): Promise<ChildProcess> {
  await mkdir(path.dirname(log), { recursive: true });
  const output = await open(log, 'a');
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', output.fd, output.fd] });
  const { pid } = child;
  if (pid !== undefined) {
    guard.register({ pid, signal });
    child.once('exit', () => guard.release(pid));
  }
  await output.close();
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await run(probe, []);
      return child;
    } catch (error) {
      if (Date.now() > deadline || child.exitCode !== null) {
        await end(child, 'SIGKILL');
        throw new Error(`${name} does not answer; its log is ${log}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Runs statements over a connection of their own. */
export async function run(address: DatabaseAddress, statements: readonly string[]): Promise<void> {
  const client = new Client({ ...address, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Ends a process that this test started; a stopped one is woken first. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill(signal);
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return bound.port;
}
