/** One arm in containers, from the template volume to an app that serves. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Cleanup, createCleanup } from '../../cleanup.ts';
import { messageOf, PoolproofError } from '../../errors.ts';
import type { Arm } from '../../model/config.ts';
import type { RunningStack, StackProcess } from '../../model/stack.ts';
import { appRootOf } from '../bundle-app.ts';
import { poolerSettingsOf } from '../pgbouncer-ini.ts';
import { type HeldPorts, holdPorts, loopback } from '../ports.ts';
import { adminUser, consoleUser } from '../secrets.ts';
import { probeServer, runSqlFile, setRolePassword, withClient } from '../sql.ts';
import { probeHttp } from '../start-app.ts';
import type { PreparedCompose } from './compose-options.ts';
import { deathOf, letGo, openProject, portsOf, projectName, untilAnswers, type OpenedProject } from './open-project.ts';
import { compose, containersOf, saveLog, type Container, type Project } from './project.ts';
import { redisProfile, rolesOf } from './services.ts';
import { startRedisService } from './start-redis.ts';
import { armOverride, commandInContainer, type ArmInput } from './variables.ts';

const serverWithinMs = 60_000;

/**
 * Brings one arm up on a copy of the template.
 * @param number of the segment, for names
 * @throws PoolproofError; nothing is left behind then
 */
export async function startComposeSegment(
  prepared: PreparedCompose,
  arm: Arm,
  segmentDir: string,
  number: number,
): Promise<ComposeRunning> {
  const cleanup = createCleanup();
  try {
    await mkdir(segmentDir, { recursive: true });
    const ports = await holdPorts(prepared.ports ?? {}, cleanup);
    const input = inputOf(prepared, arm, ports);
    const opened = await openProject({
      ...prepared,
      name: prepared.standingProject ?? projectName(prepared.guard, String(number)),
      input,
      override: armOverride(input),
      // A service that has a profile is one of compose's only while that is asked for.
      profiles: [prepared.profile, ...(prepared.withRedis ? [redisProfile] : [])],
      saveLogs: (project) => saveAllLogs(project, prepared, segmentDir),
      cleanup,
    });
    await Promise.all(Object.values(ports).map((port) => port.release()));
    return await bringUp(prepared, input, opened, cleanup);
  } catch (error) {
    await cleanup.run().catch((further: unknown) => prepared.log(`while cleaning up: ${messageOf(further)}`));
    throw error;
  }
}

function inputOf(prepared: PreparedCompose, arm: Arm, ports: HeldPorts): ArmInput {
  return {
    ...prepared,
    arm,
    pooler: poolerSettingsOf(prepared.pooler, arm.pooler),
    ports: portsOf(ports),
    templateVolume: prepared.template.volume,
    appRoot: appRootOf(arm, prepared.root),
    bundleDir: bundleDirOf(prepared, arm),
  };
}

async function bringUp(
  prepared: PreparedCompose,
  input: ArmInput,
  opened: OpenedProject,
  cleanup: Cleanup,
): Promise<ComposeRunning> {
  const { service, withRedis, signal, database } = prepared;
  const addresses = addressesOf(input, database.name);
  await startDatabase(prepared, opened, addresses.postgres, input.arm);
  if (withRedis) await startRedisService(opened, input.ports.redis, signal);
  await compose(opened.project, ['up', '-d', ...rolesOf(service, withRedis).keys()], signal);
  await untilServes(prepared, opened, addresses);
  const containers = await containersOf(opened.project);
  return {
    ...addresses,
    processes: processesOf(containers, prepared),
    ...migrationsCheckOf(prepared, input, containers),
    died: died(opened),
    stop: () => cleanup.run(),
    letGo: () => letGo(opened),
  };
}

/** What a container's stack can besides. */
export interface ComposeRunning extends RunningStack {
  /** Leaves the containers running when the runner ends. */
  letGo(): Promise<void>;
}

type Addresses = Pick<RunningStack, 'baseUrl' | 'postgres' | 'poolerConsole'>;

function addressesOf({ ports, secrets }: ArmInput, database: string): Addresses {
  const { adminPassword, consolePassword } = secrets;
  return {
    baseUrl: `http://${loopback}:${ports.app}`,
    postgres: { host: loopback, port: ports.postgres, database, user: adminUser, password: adminPassword },
    poolerConsole: {
      host: loopback,
      port: ports.pooler,
      database: 'pgbouncer',
      user: consoleUser,
      password: consolePassword,
    },
  };
}

async function startDatabase(
  { signal, root, database, rolePassword, secrets }: PreparedCompose,
  opened: OpenedProject,
  address: RunningStack['postgres'],
  arm: Arm,
): Promise<void> {
  const after = arm.database?.after;
  if (after === undefined && rolePassword === undefined) return;
  // The app must not meet the database before it is as this arm wants it.
  await compose(opened.project, ['up', '-d', 'postgres'], signal);
  const probe = () => probeServer(address, 'SELECT 1');
  await untilAnswers({ opened, service: 'postgres', withinMs: serverWithinMs, probe, signal });
  await withClient(address, async (client) => {
    if (rolePassword !== undefined) await setRolePassword(client, database.role, secrets);
    if (after !== undefined) await runSqlFile(client, path.resolve(root, after), database.role);
  });
}

async function untilServes(
  { app, service, signal }: PreparedCompose,
  opened: OpenedProject,
  { postgres, poolerConsole, baseUrl }: Addresses,
): Promise<void> {
  const ask = (name: string, withinMs: number, probe: () => Promise<string | null>) =>
    untilAnswers({ opened, service: name, withinMs, probe, signal });
  await ask('postgres', serverWithinMs, () => probeServer(postgres, 'SELECT 1'));
  await ask('pgbouncer', serverWithinMs, () => probeServer(poolerConsole, 'SHOW VERSION'));
  await ask(service, app.readyWithinS * 1000, () => probeHttp(Number(new URL(baseUrl).port), app.readyPath));
}

type Parts = Pick<PreparedCompose, 'service' | 'withRedis'>;

async function saveAllLogs(project: Project, { service, withRedis }: Parts, segmentDir: string): Promise<void> {
  const roles = rolesOf(service, withRedis);
  const containers = await containersOf(project);
  await Promise.all(
    containers.map(async (container) => {
      const role = roles.get(container.service);
      if (role !== undefined) await saveLog(project.env, container.id, path.join(segmentDir, `${role}.log`));
    }),
  );
}

/** The containers' first processes, as this machine numbers them: their children count with them. */
function processesOf(containers: readonly Container[], { service, withRedis }: Parts): StackProcess[] {
  const roles = rolesOf(service, withRedis);
  return containers.flatMap((container) => {
    const { pid } = container;
    const role = roles.get(container.service);
    return role === undefined || pid === 0 ? [] : [{ role, pid }];
  });
}

/** Run in the app's own container, with its environment. */
function migrationsCheckOf(
  prepared: PreparedCompose,
  input: ArmInput,
  containers: readonly Container[],
): Pick<RunningStack, 'migrationsCheck'> {
  const check = prepared.app.migrationsCheck;
  const container = containers.find(({ service }) => service === prepared.service);
  if (check === undefined || container === undefined) return {};
  const { PATH = '', HOME = '/', DOCKER_HOST } = prepared.env;
  const env = { PATH, HOME, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) };
  const command = ['docker', 'exec', container.id.slice(0, 12), ...commandInContainer(input, check)];
  return { migrationsCheck: { command, cwd: input.appRoot, env } };
}

async function died(opened: OpenedProject): Promise<PoolproofError> {
  const { service, exitCode } = await opened.deaths.died;
  return await deathOf(opened, service, exitCode);
}

/** The bundle that an arm's container runs; null when its app is not bundled. */
function bundleDirOf(prepared: PreparedCompose, arm: Arm): string | null {
  const bundle = prepared.bundles.get(appRootOf(arm, prepared.root));
  return bundle === undefined ? null : path.dirname(bundle.path);
}
