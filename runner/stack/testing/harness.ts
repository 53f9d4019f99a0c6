/** A native stack on throw-away folders, with the stand-in app. */
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createCleanup, type Cleanup } from '../../cleanup.ts';
import { PoolproofError } from '../../errors.ts';
import { armSchema, configSchema, type Arm, type Config } from '../../model/config.ts';
import { chooseCacheDir } from '../../provision/cache.ts';
import { pgbouncer } from '../../provision/pgbouncer.ts';
import { postgres } from '../../provision/postgres.ts';
import { provide } from '../../provision/provide.ts';
import { redis } from '../../provision/redis.ts';
import { findServiceUser } from '../../provision/service-user.ts';
import type { ProvisionContext } from '../../provision/tool.ts';
import { startGuard, type Guard } from '../../warden.ts';
import { createNativeStack, type NativeStackOptions } from '../native.ts';
import type { Stack } from '../stack.ts';

export const testingDir = path.dirname(fileURLToPath(import.meta.url));
export const packageRoot = path.resolve(testingDir, '../../..');

/** A folder that every user can reach; remove it afterwards. */
export async function makeTestFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'poolproof-test-'));
  await chmod(dir, 0o755);
  return dir;
}

async function testContext(): Promise<ProvisionContext> {
  const serviceUser = await findServiceUser(process.getuid?.() ?? -1);
  const { dir } = await chooseCacheDir(process.env, homedir(), serviceUser);
  return { env: process.env, cacheDir: dir, packageRoot, serviceUser, log: () => {} };
}

/** Why there can be no Redis on this machine; null when there is one, which is fetched now when it must be. */
export async function whyNoRedis(): Promise<string | null> {
  try {
    await provide(redis, await testContext());
    return null;
  } catch (error) {
    if (error instanceof PoolproofError && error.code === 'missing-tool')
      return `${error.message}\n${error.logTail ?? ''}`.trim();
    throw error;
  }
}

/** The tools as any run would have them, from the usual cache. */
export async function testTools(more: { redis: boolean } = { redis: false }): Promise<NativeStackOptions['tools']> {
  const context = await testContext();
  return {
    postgres: await provide(postgres, context),
    pgbouncer: await provide(pgbouncer, context),
    redis: more.redis ? await provide(redis, context) : null,
  };
}

export function testArm(arm: Partial<Arm> = {}): Arm {
  return armSchema.parse({ name: 'direct', via: 'postgres', ...arm });
}

export function testConfig(database: Partial<Config['database']> = {}, readyWithinS = 10): Config {
  const app = {
    bundle: 'stand-in-app.ts',
    command: ['node', '{bundle}'],
    env: { ROOT: '{root}' },
    readyPath: '/ready',
  };
  return configSchema.parse({
    apps: { app: { ...app, readyWithinS } },
    database: { seed: ['seed.sql'], ...database },
    arms: [testArm()],
    benches: {},
  });
}

export interface TestStack {
  readonly stack: Stack;
  readonly guard: Guard;
  readonly lines: string[];
  readonly cleanup: Cleanup;
}

/** A stack in the given cache folder; `cleanup.run` closes it. */
export async function openTestStack(
  cacheDir: string,
  config: Config = testConfig(),
  more: Partial<Pick<NativeStackOptions, 'arms' | 'ports' | 'signal' | 'tools'>> = {},
): Promise<TestStack> {
  const cleanup = createCleanup();
  const serviceUser = await findServiceUser(process.getuid?.() ?? -1);
  const tools = more.tools ?? (await testTools());
  const guard = await startGuard(cacheDir);
  cleanup.add('closing the guard', () => guard.close());
  const lines: string[] = [];
  const app = config.apps['app'];
  if (app === undefined) throw new Error('no app');
  try {
    const stack = await createNativeStack({
      app,
      database: config.database,
      pooler: config.pooler,
      arms: config.arms,
      tools,
      root: testingDir,
      cacheDir,
      serviceUser,
      guard,
      env: process.env,
      log: (line) => lines.push(line),
      signal: new AbortController().signal,
      ...more,
    });
    cleanup.add('closing the stack', () => stack.close());
    return { stack, guard, lines, cleanup };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

/** One file that plain node runs, wherever it lies. */
export async function bundleForNode(name: string, outdir: string): Promise<string> {
  const outfile = path.join(outdir, `${name}.mjs`);
  const banner = `import { createRequire as r } from 'node:module'; const require = r(import.meta.url);`;
  await build({
    entryPoints: [path.join(testingDir, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: banner },
    external: ['pg-native', 'esbuild'],
  });
  return outfile;
}

/** Whether anybody listens. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Processes of this machine that work in a folder (Linux). */
export async function processesIn(dir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const cwds = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => cwds[index]?.startsWith(dir)).map(Number);
}

/** What is left in the cache of a run. */
export async function scratchLeft(cacheDir: string): Promise<string[]> {
  return await readdir(path.join(cacheDir, 'scratch'));
}

export async function removeTestFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

/** Whether a process runs; a zombie that nobody has collected yet does not (Linux). */
export function isAlive(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== '' && !/^\d+ \(.*\) [ZX] /.test(stat);
}

/** The watchdog of a runner: the shell among its children (Linux). */
export async function wardenOf(runner: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = pids.find((pid) => {
    const stat = readStat(pid);
    return stat.startsWith(`${pid} (sh) `) && stat.split(') ')[1]?.split(' ')[1] === String(runner);
  });
  if (found === undefined) throw new Error(`process ${runner} has no warden`);
  return found;
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

/** Files of shared memory that Postgres among these processes has mapped (Linux). */
export async function sharedMemoryOf(processes: readonly { readonly pid: number }[]): Promise<string[]> {
  const maps = await Promise.all(processes.map(({ pid }) => readFile(`/proc/${pid}/maps`, 'utf8')));
  return [...new Set(maps.flatMap((text) => text.match(/\/dev\/shm\/PostgreSQL\.\d+/g) ?? []))];
}
