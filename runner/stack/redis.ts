/** Starts Redis, in memory only. When one arm of a run needs it, it runs in every arm; in those that do not use it, it idles. */
import { chown, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import type { ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { Guard } from '../warden.ts';
import { loopback, type HeldPort } from './ports.ts';
import { supervise, type Supervised } from './supervise.ts';
import { untilReady } from './until-ready.ts';

const readyWithinMs = 10_000;
const stopWithinMs = 5000;
const answerWithinMs = 2000;

interface RedisOptions {
  readonly tool: ProvidedTool;
  readonly user: ServiceUser | null;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  /** Its working folder, made here: nothing is to be written to it. */
  readonly dir: string;
  readonly logPath: string;
  readonly port: HeldPort;
}

/** Without a password, but on loopback only: REDIS_URL of an app. */
export function redisUrl(port: number): string {
  return `redis://${loopback}:${port}`;
}

/** @throws PoolproofError `stack` with the log's tail when it does not get ready; it is stopped then */
export async function startRedis(options: RedisOptions): Promise<Supervised> {
  const { tool, user, dir, port, guard, signal } = options;
  await mkdir(dir, { mode: 0o700 });
  if (user !== null) await chown(dir, user.uid, user.gid);
  await port.release();
  const settings = { port: String(port.port), bind: loopback, save: '', appendonly: 'no', dir, daemonize: 'no' };
  const server = await supervise(
    {
      name: 'redis',
      command: [tool.path, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])],
      cwd: dir,
      env: { ...tool.env, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      logPath: options.logPath,
      user,
      stop: { signal: 'SIGTERM', withinMs: stopWithinMs },
    },
    guard,
  );
  try {
    await untilReady({ process: server, withinMs: readyWithinMs, probe: () => probeRedis(port.port), signal });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** Null when it answers PING, else why not. */
export function probeRedis(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: loopback, port }, () => socket.write('PING\r\n'));
    const answer = (why: string | null): void => {
      socket.destroy();
      resolve(why);
    };
    socket.setTimeout(answerWithinMs, () => answer(`PING: no answer within ${answerWithinMs / 1000} s`));
    socket.once('error', (error) => answer(error.message));
    socket.once('close', () => answer('PING: the connection was closed'));
    socket.once('data', (data) =>
      answer(data.toString().startsWith('+PONG') ? null : `PING: ${data.toString().trim()}`),
    );
  });
}
