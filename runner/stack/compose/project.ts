/** One compose project: its containers, their logs, and its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { closeSync, openSync } from 'node:fs';
import { execa } from 'execa';
import { PoolproofError } from '../../errors.ts';
import type { Engine } from './engine.ts';

/** Containers that must be killed get this long first. */
const stopWithinS = 10;
const shownLines = 15;

export interface Project {
  readonly name: string;
  /** docker-compose.yml first, then what overrides it. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  /** Variables of the files, over the runner's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly engine: Engine;
}

export interface Container {
  readonly service: string;
  readonly id: string;
  /** On this machine; 0 when it does not run. */
  readonly pid: number;
}

/**
 * Runs one compose command on the project.
 * @throws PoolproofError `stack` with the end of what it printed
 */
export async function compose(project: Project, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const [file, ...before] = project.engine.compose;
  const flags = [
    ...project.files.flatMap((name) => ['-f', name]),
    '-p',
    project.name,
    ...project.profiles.flatMap((name) => ['--profile', name]),
  ];
  const result = await execa(file, [...before, ...flags, ...args], {
    env: project.env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    ...(signal === undefined ? {} : { cancelSignal: signal, gracefulCancel: false }),
  });
  if (!result.failed) return result.stdout;
  if (result.isCanceled) throw new PoolproofError('interrupted', 'stopped while the stack was starting');
  throw composeFailed(args, (result.all ?? '').split('\n').slice(-shownLines).join('\n'));
}

function composeFailed(args: readonly string[], logTail: string): PoolproofError {
  const missingImage = /pull access denied|manifest unknown|no such host|Get "?https|error pulling|i\/o timeout/i.test(
    logTail,
  );
  const taken = /port is already allocated|address already in use/i.test(logTail);
  return new PoolproofError('stack', `compose ${args[0] ?? ''} failed`, {
    logTail,
    ...(missingImage ? { hint: 'name images that this machine has, as POSTGRES_IMAGE=… (see .env.example)' } : {}),
    ...(taken ? { hint: 'another program took a port at that moment: try again' } : {}),
  });
}

/** The containers of a project, running or not. */
export async function containersOf({ name, env }: Pick<Project, 'name' | 'env'>): Promise<Container[]> {
  const ids = await docker(env, ['ps', '-aq', '--no-trunc', '--filter', `label=com.docker.compose.project=${name}`]);
  if (ids.trim() === '') return [];
  const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.State.Pid}}';
  const lines = await docker(env, ['inspect', '--format', format, ...ids.trim().split('\n')]);
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [service = '', id = '', pid = '0'] = line.split(' ');
      return { service, id, pid: Number(pid) };
    });
}

/** @throws PoolproofError `stack` with what docker said */
export async function docker(env: Project['env'], args: readonly string[]): Promise<string> {
  const result = await execa('docker', args, { env, extendEnv: false, reject: false, stdin: 'ignore' });
  if (!result.failed) return result.stdout;
  throw new PoolproofError('stack', `docker ${args[0] ?? ''} failed: ${result.stderr}`);
}

/** Writes a container's whole log, standard output and error, to a file. */
export async function saveLog(env: Project['env'], id: string, file: string): Promise<void> {
  const log = openSync(file, 'a');
  try {
    const reader = spawn('docker', ['logs', id], { env: { ...env }, stdio: ['ignore', log, log] });
    await once(reader, 'close');
  } finally {
    closeSync(log);
  }
}

/** Stops the containers in order, hands them over for their logs, and removes all of the project: also its data. */
export async function takeDown(project: Project, beforeRemoval: () => Promise<void>): Promise<void> {
  await compose(project, ['stop', '-t', String(stopWithinS)]);
  await beforeRemoval();
  await compose(project, ['down', '--volumes', '--remove-orphans', '-t', '0']);
}

export interface DeathWatch {
  /** Resolves, never rejects, with the service that ended and its exit code. */
  readonly died: Promise<{ readonly service: string; readonly exitCode: string }>;
  close(): void;
}

/** Told by the engine itself when a container of the project ends; begun before the containers are, so that none is missed. */
export function watchDeaths({ name, env }: Pick<Project, 'name' | 'env'>): DeathWatch {
  const filters = ['type=container', 'event=die', `label=com.docker.compose.project=${name}`];
  const format = '{{index .Actor.Attributes "com.docker.compose.service"}} {{index .Actor.Attributes "exitCode"}}';
  const events = spawn('docker', ['events', ...filters.flatMap((filter) => ['--filter', filter]), '--format', format], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  events.once('error', () => {});
  const died = new Promise<{ service: string; exitCode: string }>((resolve) => {
    createInterface({ input: events.stdout }).once('line', (line) => {
      const [service = '', exitCode = ''] = line.split(' ');
      resolve({ service, exitCode });
    });
  });
  return { died, close: () => void events.kill('SIGKILL') };
}

export interface Reaper {
  /** Removes what is left, and ends. */
  close(): Promise<void>;
  /** Ends without removing anything. */
  letGo(): Promise<void>;
}

/**
 * Removes the project's containers, network and data when the runner is gone, however it went: a shell holds a pipe to the
 * runner and acts when it closes. Ending it is the last thing that an orderly stop does; it finds nothing then.
 */
export function startReaper({ name, env }: Pick<Project, 'name' | 'env'>): Reaper {
  const label = `label=com.docker.compose.project=${name}`;
  const script = `trap '' HUP INT TERM
while read -r _; do :; done
for id in $(docker ps -aq --filter "$1"); do docker rm -fv "$id"; done
for id in $(docker network ls -q --filter "$1"); do docker network rm "$id"; done
for id in $(docker volume ls -q --filter "$1"); do docker volume rm "$id"; done`;
  const child = spawn('/bin/sh', ['-c', script, 'reaper', label], {
    env: { ...env },
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin.on('error', () => {});
  child.unref();
  return {
    close: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
    letGo: async () => {
      // With nothing else left to wait for, Node would end here.
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Asks a container to stop, and kills it when it does not in time. */
export async function stopContainer(env: Project['env'], id: string): Promise<'stopped' | 'killed'> {
  await docker(env, ['stop', '-t', String(stopWithinS), id]);
  // 128 + 9: it took SIGKILL.
  const code = await docker(env, ['inspect', '--format', '{{.State.ExitCode}}', id]);
  return code.trim() === '137' ? 'killed' : 'stopped';
}

/** Removes all of a project by its label, without its files. */
export async function removeProject({ name, env }: Pick<Project, 'name' | 'env'>): Promise<void> {
  const filter = ['-q', '--filter', `label=com.docker.compose.project=${name}`];
  const each = async (list: readonly string[], remove: readonly string[]): Promise<void> => {
    const ids = (await docker(env, [...list, ...filter]))
      .trim()
      .split('\n')
      .filter((id) => id !== '');
    for (const id of ids) await docker(env, [...remove, id]);
  };
  await each(['ps', '-a'], ['rm', '-f', '-v']);
  await each(['network', 'ls'], ['network', 'rm']);
  await each(['volume', 'ls'], ['volume', 'rm']);
}
