/** Docker and its compose: which of the two forms there is, and what is wrong when neither can be used. */
import { execa } from 'execa';
import { messageOf, PoolproofError } from '../../errors.ts';
import { isAtLeast, versionIn } from '../../provision/run-tool.ts';

/** The first whose `profiles` docker-compose.yml can use. */
const oldestCompose = '1.28.0';
const answerWithinMs = 20_000;

export interface Engine {
  /** `docker compose`, or the older `docker-compose`. */
  readonly compose: readonly [string, ...string[]];
  readonly composeVersion: string;
  readonly engineVersion: string;
}

/** Runs a program to its end; null when there is no such program. */
type Ask = (command: readonly string[]) => Promise<{ readonly ok: boolean; readonly text: string } | null>;

/**
 * Finds the engine and a compose that can be used.
 * @throws PoolproofError `missing-tool` when Docker or compose is not installed or too old, `stack` when no engine answers
 */
export async function findEngine(env: Readonly<Record<string, string | undefined>>): Promise<Engine> {
  return await chooseEngine(asking(env));
}

function asking(env: Readonly<Record<string, string | undefined>>): Ask {
  return async ([file = '', ...args]) => {
    const result = await execa(file, args, {
      env,
      extendEnv: false,
      reject: false,
      all: true,
      timeout: answerWithinMs,
    });
    if (result.code === 'ENOENT') return null;
    return { ok: !result.failed, text: result.timedOut ? 'no answer' : (result.all ?? messageOf(result.cause)) };
  };
}

/** The decision alone, given a way to ask. */
export async function chooseEngine(ask: Ask): Promise<Engine> {
  const server = await ask(['docker', 'version', '--format', '{{.Server.Version}}']);
  if (server === null) {
    throw new PoolproofError('missing-tool', 'Docker was not found: there is no docker on PATH', {
      hint: 'install it (Debian, Ubuntu: sudo apt-get install docker.io docker-compose), or leave --stack compose out',
    });
  }
  if (!server.ok) throw noEngine(server.text);
  const found = (await composeOf(ask, ['docker', 'compose'])) ?? (await composeOf(ask, ['docker-compose']));
  const mend = 'sudo apt-get install docker-compose-v2, or docker-compose on Debian';
  if (found === null) {
    throw new PoolproofError('missing-tool', 'neither docker compose nor docker-compose is installed', { hint: mend });
  }
  if (!isAtLeast(found.version, oldestCompose)) {
    const what = `${found.command.join(' ')} ${found.version} is too old: ${oldestCompose} is the first that knows profiles`;
    throw new PoolproofError('missing-tool', what, { hint: mend });
  }
  return {
    compose: found.command,
    composeVersion: found.version,
    engineVersion: versionIn(server.text) ?? server.text.trim(),
  };
}

function noEngine(text: string): PoolproofError {
  if (/permission denied/i.test(text)) {
    return new PoolproofError('stack', 'the Docker engine does not let this user in', {
      hint: 'sudo usermod -aG docker "$USER", then log in again',
      logTail: text,
    });
  }
  return new PoolproofError('stack', 'no Docker engine is running', {
    hint: 'sudo systemctl start docker (Docker Desktop: start it), or leave --stack compose out',
    logTail: text,
  });
}

async function composeOf(
  ask: Ask,
  command: readonly [string, ...string[]],
): Promise<{ command: readonly [string, ...string[]]; version: string } | null> {
  const answer = await ask([...command, 'version']);
  const version = answer?.ok === true ? versionIn(answer.text) : null;
  return version === null ? null : { command, version };
}
