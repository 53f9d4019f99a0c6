import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../../errors.ts';
import { chooseEngine } from './engine.ts';

const v2 = 'Docker Compose version v2.39.4';
const v1 = 'docker-compose version 1.29.2, build unknown';

/** What each command prints; a command that is not listed is not installed. */
function machine(answers: Readonly<Record<string, { ok: boolean; text: string }>>) {
  return async (command: readonly string[]) => answers[command.join(' ')] ?? null;
}

const server = 'docker version --format {{.Server.Version}}';
const running = { [server]: { ok: true, text: '28.2.2\n' } };

async function messageOfRefusal(answers: Parameters<typeof machine>[0]): Promise<string> {
  const error: unknown = await chooseEngine(machine(answers)).catch((thrown: unknown) => thrown);
  if (!(error instanceof PoolproofError)) throw new Error('it was not refused');
  return `${error.message} | ${error.hint ?? ''} | exit ${error.exitCode}`;
}

describe('chooseEngine', () => {
  it('takes docker compose before docker-compose', async () => {
    const both = {
      ...running,
      'docker compose version': { ok: true, text: v2 },
      'docker-compose version': { ok: true, text: v1 },
    };
    expect(await chooseEngine(machine(both))).toEqual({
      compose: ['docker', 'compose'],
      composeVersion: '2.39.4',
      engineVersion: '28.2.2',
    });
  });

  it('takes the older docker-compose when docker has no compose', async () => {
    const noPlugin = { ok: false, text: "docker: 'compose' is not a docker command." };
    const old = { ...running, 'docker compose version': noPlugin, 'docker-compose version': { ok: true, text: v1 } };
    expect(await chooseEngine(machine(old))).toMatchObject({ compose: ['docker-compose'], composeVersion: '1.29.2' });
  });

  it.each([
    ['nothing installed', {}, /Docker was not found.*apt-get install docker\.io.*exit 4/],
    [
      'engine down',
      { [server]: { ok: false, text: 'Cannot connect to the Docker daemon' } },
      /no Docker engine is running.*systemctl start docker.*exit 4/,
    ],
    [
      'not in the group',
      { [server]: { ok: false, text: 'permission denied while trying to connect' } },
      /does not let this user in.*usermod.*exit 4/,
    ],
    ['no compose', running, /neither docker compose nor docker-compose.*exit 4/],
    [
      'old compose',
      { ...running, 'docker-compose version': { ok: true, text: 'docker-compose version 1.25.0, build x' } },
      /1\.25\.0 is too old: 1\.28\.0.*exit 4/,
    ],
  ])('%s: says what mends it', async (_, answers, message) => {
    expect(await messageOfRefusal(answers)).toMatch(message);
  });
});
