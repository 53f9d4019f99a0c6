/** The native stack, standing: processes of this machine that `down` finds again by pid and start. */
import path from 'node:path';
import { messageOf } from '../errors.ts';
import type { HealthyState, StandingProcess, StandingState } from '../model/standing.ts';
import { needsRedis } from '../model/needs-redis.ts';
import { provisionServers } from '../provision/provide.ts';
import { createNativeStack } from '../stack/native.ts';
import { providePythons } from '../stack/provide-pythons.ts';
import { endLeftovers } from '../stack/postgres-leftovers.ts';
import { makePassword } from '../stack/secrets.ts';
import type { RunningStack } from '../model/stack.ts';
import type { Stack } from '../stack/stack.ts';
import { startGuard } from '../warden.ts';
import { writeEnvOf } from './env-of.ts';
import { standingGuard, type StandingGuard } from './hand-over.ts';
import { isRunning, untilGone } from './identity.ts';
import type { StandingKind, Stopped, UpRequest } from './kind.ts';
import { recentLines } from './recent-lines.ts';
import { ownerMark, writeState, type Place } from './place.ts';

/** A group that got SIGKILL is gone at once, or waits for a disk. */
const killedWithinMs = 5000;

export const nativeKind: StandingKind = {
  up,
  dead: async ({ processes }) => {
    const running = await Promise.all(processes.map(isRunning));
    return processes.filter((_, index) => running[index] !== true).map(({ role }) => role);
  },
  down,
  log: (_state, { logs }, part) => recentLines(path.join(logs, `${part}.log`)),
};

async function up(request: UpRequest): Promise<HealthyState> {
  const { asked, place, settings, context, interrupted } = request;
  const tools = await provisionServers(context, needsRedis([asked.arm]));
  const guard = standingGuard(await startGuard(context.cacheDir), place.dir, ownerMark(request.claimed.owner));
  const password = settings.password ?? makePassword();
  let stack: Stack | undefined;
  try {
    stack = await createNativeStack({
      app: asked.app,
      database: asked.database,
      pooler: asked.pooler,
      arms: [asked.arm],
      tools,
      pythons: await providePythons(asked.app, [asked.arm], asked.project, context),
      root: asked.project,
      cacheDir: context.cacheDir,
      serviceUser: context.serviceUser,
      guard,
      env: context.env,
      log: context.log,
      signal: interrupted,
      ports: settings.ports,
      rolePassword: password,
    });
    const running = await stack.start(asked.arm, place.logs);
    const { path: file, env = {} } = tools.postgres;
    const native = { postgres: { path: file, env: { ...env } }, user: context.serviceUser };
    return await handOver(request, running, guard, password, native);
  } catch (error) {
    await stack?.close().catch((further: unknown) => context.log(`while stopping: ${messageOf(further)}`));
    throw interrupted.aborted ? interrupted.reason : error;
  } finally {
    await guard.close();
  }
}

/** Written down before it is let go of, so that at no moment something runs that nobody knows. */
async function handOver(
  { place, claimed, interrupted }: UpRequest,
  running: RunningStack,
  guard: StandingGuard,
  password: string,
  native: NonNullable<StandingState['native']>,
): Promise<HealthyState> {
  const { baseUrl, postgres, poolerConsole, migrationsCheck = null } = running;
  const state = {
    ...claimed,
    parts: { baseUrl, postgres, poolerConsole, migrationsCheck },
    processes: await guard.processes(),
    native,
  };
  interrupted.throwIfAborted();
  await writeEnvOf(state, password);
  await writeState(place, state);
  guard.handOver();
  return state;
}

async function down({ processes, native }: StandingState, place: Place): Promise<Stopped[]> {
  const stopped: Stopped[] = [];
  for (const process of processes.toReversed()) {
    const how = await stop(process);
    stopped.push({ part: process.role, how });
    if (process.role === 'postgres' && how !== 'stopped' && native !== null)
      await endLeftovers(native.postgres, path.join(place.dir, 'segment-1', 'data'), native.user);
  }
  return stopped;
}

async function stop(process: StandingProcess): Promise<Stopped['how']> {
  if (!(await isRunning(process))) return 'gone';
  signalGroup(process.pid, process.signal);
  if (await untilGone(process, process.withinMs)) return 'stopped';
  signalGroup(process.pid, 'SIGKILL');
  await untilGone(process, killedWithinMs);
  return 'killed';
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: gone in this moment.
  }
}
