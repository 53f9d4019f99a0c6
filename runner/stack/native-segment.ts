/** One arm of the native stack, from the template to an app that serves. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createCleanup, type Cleanup } from '../cleanup.ts';
import { messageOf, PoolproofError } from '../errors.ts';
import type { App, Arm, Config, PoolerSettings } from '../model/config.ts';
import type { RunningStack } from '../model/stack.ts';
import type { AppTool } from '../model/standing.ts';
import type { ServerTools } from '../provision/provide.ts';
import type { ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { Guard } from '../warden.ts';
import { appLaunch } from './app-launch.ts';
import { addStop } from './add-stop.ts';
import type { AppBundle } from './bundle-app.ts';
import { holdToShare } from './duty-cycle.ts';
import { poolerSettingsOf } from './pgbouncer-ini.ts';
import { startPooler, type Pooler } from './pooler.ts';
import { holdPorts, loopback, type FixedPorts, type HeldPorts } from './ports.ts';
import type { Postgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { startApp } from './start-app.ts';
import { startDatabase } from './start-database.ts';
import type { Supervised } from './supervise.ts';
import type { Template } from './template.ts';
import { watchParts } from './watch-parts.ts';

/** What all segments of a native stack share. */
export interface Prepared {
  readonly app: App;
  readonly database: Config['database'];
  readonly pooler: PoolerSettings;
  /** With Redis, it runs in every segment. */
  readonly tools: ServerTools;
  /** Paths in the config are relative to it. */
  readonly root: string;
  readonly serviceUser: ServiceUser | null;
  readonly guard: Guard;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly template: Template;
  /** The bundled app, by the folder it comes from. */
  readonly bundles: ReadonlyMap<string, AppBundle>;
  /** The interpreter of a Python app, by the folder it comes from. */
  readonly pythons?: ReadonlyMap<string, ProvidedTool>;
  /** Free ports are picked for those left out. */
  readonly ports?: FixedPorts;
  /** The password of the app's role; the template's own when it is left out. */
  readonly rolePassword?: string;
}

/** One start of an arm. */
export interface Segment {
  readonly arm: Arm;
  /** For the logs. */
  readonly segmentDir: string;
  /** For the database and the pooler's configuration: removed at the end. */
  readonly dir: string;
  readonly ports: HeldPorts;
}

/**
 * Restores the database and starts Postgres, PgBouncer, Redis where an arm needs it, and the app, in this order.
 * @param name of the folder for its data
 * @throws PoolproofError; nothing is left behind then
 */
export async function startSegment(
  prepared: Prepared,
  arm: Arm,
  segmentDir: string,
  name: string,
): Promise<RunningStack> {
  const cleanup = createCleanup();
  const parts = watchParts(prepared.signal);
  try {
    await makeSegmentDir(segmentDir);
    const segment = {
      arm,
      segmentDir,
      dir: path.join(prepared.guard.dir, name),
      ports: await holdPorts(prepared.ports ?? {}, cleanup),
    };
    cleanup.add('removing the database', () => rm(segment.dir, { recursive: true, force: true, maxRetries: 5 }));
    const postgres = await startDatabase(prepared, segment, cleanup);
    parts.watch(postgres);
    const relying = { ...prepared, signal: parts.signal };
    const pooler = await startSegmentPooler(relying, segment);
    addStop(cleanup, pooler, prepared.log);
    parts.watch(pooler);
    const redis = await startSegmentRedis(relying, segment);
    redis.forEach((each) => addStop(cleanup, each, prepared.log));
    redis.forEach((each) => parts.watch(each));
    const launch = appLaunch(prepared, arm, segment.ports);
    const app = await startSegmentApp(relying, segment, launch.app);
    addStop(cleanup, app, prepared.log);
    cleanup.add('letting the app run', holdToShare(app.pid, arm));
    const stack = describe(postgres, pooler, [app, postgres, pooler, ...redis], segment, cleanup);
    return { ...stack, ...(launch.migrationsCheck && { migrationsCheck: launch.migrationsCheck }) };
  } catch (error) {
    await cleanup.run().catch((further: unknown) => prepared.log(`while cleaning up: ${messageOf(further)}`));
    throw parts.dead() ?? error;
  }
}

async function makeSegmentDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    throw new PoolproofError('stack', `cannot make ${dir}: ${messageOf(cause)}`, { cause });
  }
}

function describe(
  postgres: Postgres,
  pooler: Pooler,
  processes: readonly Supervised[],
  { ports }: Segment,
  cleanup: Cleanup,
): RunningStack {
  return {
    baseUrl: `http://${loopback}:${ports.app.port}`,
    postgres: postgres.address,
    poolerConsole: pooler.console,
    processes: processes.map(({ name, pid }) => ({ role: name, pid })),
    died: Promise.race(processes.map(({ died }) => died)),
    stop: () => cleanup.run(),
  };
}

async function startSegmentPooler(prepared: Prepared, segment: Segment): Promise<Pooler> {
  const { database, template, serviceUser, tools, guard, signal, pooler } = prepared;
  return await startPooler({
    tool: tools.pgbouncer,
    user: serviceUser,
    guard,
    signal,
    dir: path.join(segment.dir, 'pgbouncer'),
    logPath: path.join(segment.segmentDir, 'pgbouncer.log'),
    port: segment.ports.pooler,
    postgresPort: segment.ports.postgres.port,
    database: database.name,
    role: database.role,
    secrets: template.secrets,
    settings: poolerSettingsOf(pooler, segment.arm.pooler),
  });
}

/** None, or one: fresh and empty. */
async function startSegmentRedis(
  { tools, serviceUser, guard, signal }: Prepared,
  { dir, segmentDir, ports }: Segment,
): Promise<Supervised[]> {
  if (tools.redis === null) {
    // A port that nobody takes would keep the runner from ending when it leaves the stack standing.
    await ports.redis.release();
    return [];
  }
  const logPath = path.join(segmentDir, 'redis.log');
  const place = { dir: path.join(dir, 'redis'), logPath, port: ports.redis };
  return [await startRedis({ tool: tools.redis, user: serviceUser, guard, signal, ...place })];
}

async function startSegmentApp(
  prepared: Prepared,
  { segmentDir, ports }: Segment,
  { command, env, cwd }: AppTool,
): Promise<Supervised> {
  const { app, guard, signal } = prepared;
  const logPath = path.join(segmentDir, 'app.log');
  return await startApp({ app, command, env, cwd, port: ports.app, logPath, guard, signal });
}
