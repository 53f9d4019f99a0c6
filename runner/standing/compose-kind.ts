/** The stack in containers, standing: found again by the label of its compose project. */
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { needsRedis } from '../model/needs-redis.ts';
import type { HealthyState, StandingState } from '../model/standing.ts';
import { messageOf } from '../errors.ts';
import type { ComposeRunning } from '../stack/compose/compose-segment.ts';
import { type ComposeStack, createComposeStack } from '../stack/compose/compose-stack.ts';
import { findEngine } from '../stack/compose/engine.ts';
import { containersOf, docker, removeProject, stopContainer, type Container } from '../stack/compose/project.ts';
import { rolesOf } from '../stack/compose/services.ts';
import { makePassword } from '../stack/secrets.ts';
import { startGuard } from '../warden.ts';
import { writeEnvOf } from './env-of.ts';
import type { StandingKind, Stopped, UpRequest } from './kind.ts';
import { writeState } from './place.ts';

/** An hour of a busy stack; a log that has grown for weeks is not read whole. */
const mostLines = '300000';

export const composeKind: StandingKind = {
  up,
  dead: async (state) => {
    const running = new Set((await containers(state)).filter(({ pid }) => pid > 0).map(({ service }) => service));
    return services(state).filter((service) => !running.has(service));
  },
  down,
  log,
  publishedOn: async (state) => {
    // Its network is that of postgres, and so are its ports.
    const postgres = (await containers(state)).find(({ service }) => service === 'postgres');
    const port = state.parts?.poolerConsole.port;
    if (postgres === undefined || port === undefined) return [];
    const published = await docker(process.env, ['port', postgres.id, `${port}/tcp`]);
    return published
      .trim()
      .split('\n')
      .map((address) => address.replace(/:\d+$/, ''));
  },
};

/** One stack for each project folder, so its containers can be found when standing.json was never written. */
function projectOf(folder: string): string {
  return `poolproof-up-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

function services({ compose, asked }: StandingState): string[] {
  return compose === null ? [] : [...rolesOf(compose.appService, needsRedis([asked.arm])).keys()];
}

function containers({ asked }: StandingState): Promise<Container[]> {
  return containersOf({ name: projectOf(asked.project), env: process.env });
}

async function up(request: UpRequest): Promise<HealthyState> {
  const { asked, place, settings, context, interrupted } = request;
  const engine = await findEngine(context.env);
  const guard = await startGuard(context.cacheDir);
  const password = settings.password ?? makePassword();
  let stack: ComposeStack | undefined;
  try {
    stack = await createComposeStack({
      engine,
      app: asked.app,
      appName: asked.appName,
      database: asked.database,
      pooler: asked.pooler,
      arms: [asked.arm],
      root: asked.project,
      cacheDir: context.cacheDir,
      guard,
      // Mounted into the containers, so it must stay when this `up` is long over.
      bundleDir: place.dir,
      env: context.env,
      log: context.log,
      signal: interrupted,
      ports: settings.ports,
      rolePassword: password,
      standingProject: projectOf(asked.project),
    });
    return await handOver(request, stack.service, await stack.start(asked.arm, place.logs), password);
  } catch (error) {
    await stack?.close().catch((further: unknown) => context.log(`while stopping: ${messageOf(further)}`));
    throw interrupted.aborted ? interrupted.reason : error;
  } finally {
    await guard.close();
  }
}

/** Written down before it is let go of, so that at no moment something runs that nobody knows. */
async function handOver(
  { asked, place, claimed, interrupted }: UpRequest,
  appService: string,
  running: ComposeRunning,
  password: string,
): Promise<HealthyState> {
  const { baseUrl, postgres, poolerConsole, migrationsCheck = null } = running;
  const compose = { project: projectOf(asked.project), appService };
  const state = { ...claimed, parts: { baseUrl, postgres, poolerConsole, migrationsCheck }, compose };
  interrupted.throwIfAborted();
  await writeEnvOf(state, password);
  await writeState(place, state);
  await running.letGo();
  return state;
}

/** The app first, Postgres last. */
const downOrder = ['pgbouncer', 'redis', 'postgres'];

async function down(state: StandingState): Promise<Stopped[]> {
  const inOrder = (await containers(state)).toSorted(
    (a, b) => downOrder.indexOf(a.service) - downOrder.indexOf(b.service),
  );
  const stopped: Stopped[] = [];
  for (const { service, id, pid } of inOrder) {
    stopped.push({ part: service, how: pid > 0 ? await stopContainer(process.env, id) : 'gone' });
  }
  await removeProject({ name: projectOf(state.asked.project), env: process.env });
  return stopped;
}

async function* log(state: StandingState, _place: unknown, part: 'postgres' | 'pgbouncer'): AsyncGenerator<string> {
  const container = (await containers(state)).find(({ service }) => service === part);
  if (container === undefined) return;
  const reader = spawn('docker', ['logs', '--tail', mostLines, container.id], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Both servers write to standard error.
  reader.stdout.resume();
  yield* createInterface({ input: reader.stderr, crlfDelay: Infinity });
}
