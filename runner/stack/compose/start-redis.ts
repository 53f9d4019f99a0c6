/** Redis in its container: it answers before the app starts, which may demand it at once. */
import { messageOf } from '../../errors.ts';
import { untilAnswers, type OpenedProject } from './open-project.ts';
import { compose, containersOf, docker, type Project } from './project.ts';

const readyWithinMs = 30_000;

/**
 * Starts it, with the server whose network it shares, and waits until it answers.
 * @param port within that network: it is published nowhere
 * @throws PoolproofError `stack` with the log's tail when it does not get ready, `interrupted`
 */
export async function startRedisService(opened: OpenedProject, port: number, signal: AbortSignal): Promise<void> {
  await compose(opened.project, ['up', '-d', 'postgres', 'redis'], signal);
  const probe = () => ping(opened.project, port);
  await untilAnswers({ opened, service: 'redis', withinMs: readyWithinMs, probe, signal });
}

/** Asks with the client of its own image. Null when it answers PING, else why not. */
async function ping(project: Project, port: number): Promise<string | null> {
  const redis = (await containersOf(project)).find(({ service }) => service === 'redis');
  if (redis === undefined) return 'there is no container';
  return await docker(project.env, ['exec', redis.id, 'redis-cli', '-p', String(port), 'ping']).then(
    (answer) => (answer.trim() === 'PONG' ? null : `PING: ${answer.trim()}`),
    messageOf,
  );
}
