/** A compose project opened for one purpose, with what ends it registered before anything of it starts. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../../cleanup.ts';
import { PoolproofError } from '../../errors.ts';
import type { Guard } from '../../warden.ts';
import type { HeldPorts } from '../ports.ts';
import { throwIfAborted } from '../abort.ts';
import type { ComposeRequest } from './compose-options.ts';
import {
  containersOf,
  docker,
  type Reaper,
  startReaper,
  takeDown,
  watchDeaths,
  type DeathWatch,
  type Project,
} from './project.ts';
import { composeVariables, type Ports, type ProjectInput } from './variables.ts';

const pauseMs = 50;
const tailLines = '20';

export interface OpenedProject {
  readonly project: Project;
  readonly deaths: DeathWatch;
  readonly reaper: Reaper;
}

interface Opening extends Pick<ComposeRequest, 'guard' | 'env' | 'engine' | 'file'> {
  /** Of the project: no other may have it at the same time. */
  readonly name: string;
  readonly input: ProjectInput;
  readonly override: object;
  readonly profiles?: readonly string[];
  /** Called when all containers have stopped and before they are removed. */
  readonly saveLogs?: (project: Project) => Promise<void>;
  /** Takes the project down, whatever of it is up by then. */
  readonly cleanup: Cleanup;
}

/** Writes the override and watches over the project. */
export async function openProject(opening: Opening): Promise<OpenedProject> {
  const { guard, env, engine, file, name, input, override, cleanup } = opening;
  const overrideFile = path.join(guard.dir, `${name}.json`);
  await writeFile(overrideFile, JSON.stringify(override), { mode: 0o600 });
  const project: Project = {
    name,
    files: [file, overrideFile],
    profiles: opening.profiles ?? [],
    env: { ...env, ...composeVariables(input) },
    engine,
  };
  const reaper = startReaper(project);
  cleanup.add('ending the watch over the containers', () => reaper.close());
  cleanup.add(`removing the containers of ${name}`, () =>
    takeDown(project, async () => await opening.saveLogs?.(project)),
  );
  const deaths = watchDeaths(project);
  cleanup.add('ending the watch for deaths', () => deaths.close());
  return { project, deaths, reaper };
}

/** The name of a project of this run, for one purpose: the guard's folder has this process's name in it. */
export function projectName(guard: Guard, purpose: string): string {
  return `poolproof-${path.basename(guard.dir).replaceAll(/[^a-z0-9]/g, '-')}-${purpose}`;
}

/** Nobody watches over the project any more: its containers outlive the runner. */
export async function letGo({ deaths, reaper }: OpenedProject): Promise<void> {
  deaths.close();
  await reaper.letGo();
}

export function portsOf({ app, pooler, postgres, redis }: HeldPorts): Ports {
  return { app: app.port, pooler: pooler.port, postgres: postgres.port, redis: redis.port };
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
