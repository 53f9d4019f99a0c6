/** A compose project opened for one purpose, with what ends it registered before anything of it starts. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../../cleanup.ts';
import { PoolproofError } from '../../errors.ts';
import type { HeldPorts } from '../ports.ts';
import { throwIfAborted } from '../abort.ts';
import type { ComposeRequest } from './compose-options.ts';
import { containersOf, docker, startReaper, takeDown, watchDeaths, type DeathWatch, type Project } from './project.ts';
import { composeVariables, type Ports, type ProjectInput } from './variables.ts';

const pauseMs = 50;
const tailLines = '20';

export interface OpenedProject {
  readonly project: Project;
  readonly deaths: DeathWatch;
}

type Opening = Pick<ComposeRequest, 'guard' | 'env' | 'engine' | 'file'>;

/**
 * Writes the override and watches over the project. Cleaning up takes it down, whatever of it is up by then.
 * @param name of what it is for, within this run
 * @param saveLogs called when all containers have stopped and before they are removed
 */
export async function openProject(
  { guard, env, engine, file }: Opening,
  name: string,
  input: ProjectInput,
  override: object,
  cleanup: Cleanup,
  options: { readonly profiles?: readonly string[]; readonly saveLogs?: (project: Project) => Promise<void> } = {},
): Promise<OpenedProject> {
  const overrideFile = path.join(guard.dir, `compose-${name}.json`);
  await writeFile(overrideFile, JSON.stringify(override), { mode: 0o600 });
  const project: Project = {
    // The guard's folder has this process's name in it, so no two runs share a project.
    name: `poolproof-${path.basename(guard.dir).replaceAll(/[^a-z0-9]/g, '-')}-${name}`,
    files: [file, overrideFile],
    profiles: options.profiles ?? [],
    env: { ...env, ...composeVariables(input) },
    engine,
  };
  const reaper = startReaper(project);
  cleanup.add('ending the watch over the containers', () => reaper.close());
  cleanup.add(`removing the containers of ${name}`, () =>
    takeDown(project, async () => await options.saveLogs?.(project)),
  );
  const deaths = watchDeaths(project);
  cleanup.add('ending the watch for deaths', () => deaths.close());
  return { project, deaths };
}

export function portsOf({ app, pooler, postgres }: HeldPorts): Ports {
  return { app: app.port, pooler: pooler.port, postgres: postgres.port };
}

/** Why a service ended, with its log's tail. */
export async function deathOf({ project }: OpenedProject, service: string, exitCode: string): Promise<PoolproofError> {
  return new PoolproofError('stack', `${service} exited with code ${exitCode}`, {
    logTail: await tailOf(project, service),
  });
}

async function tailOf(project: Project, service: string): Promise<string> {
  const container = (await containersOf(project)).find((each) => each.service === service);
  if (container === undefined) return '';
  return await docker(project.env, ['logs', '--tail', tailLines, container.id]).catch(() => '');
}

interface Wait {
  readonly opened: OpenedProject;
  readonly service: string;
  readonly withinMs: number;
  readonly probe: () => Promise<string | null>;
  readonly signal: AbortSignal;
}

/**
 * Asks again and again until a service answers.
 * @throws PoolproofError `stack` when a container of the project ends first, or in time nothing answers
 */
export async function untilAnswers({ opened, service, withinMs, probe, signal }: Wait): Promise<void> {
  const deadline = performance.now() + withinMs;
  let why: string | null = 'not asked yet';
  while (performance.now() < deadline) {
    const dead = opened.deaths.died;
    const first = await Promise.race([probe(), dead]);
    if (first !== null && typeof first === 'object') throw await deathOf(opened, first.service, first.exitCode);
    throwIfAborted(signal);
    why = first;
    if (why === null) return;
    await sleep(pauseMs);
  }
  throw new PoolproofError('stack', `${service} was not ready within ${withinMs / 1000} s: ${why}`, {
    logTail: await tailOf(opened.project, service),
  });
}
