/** The images of a stack: which ones compose resolves, and what is in them. */
import { execa } from 'execa';
import { PoolproofError } from '../../errors.ts';
import type { ComposeRequest } from './compose-options.ts';
import { docker } from './project.ts';
import { redisProfile } from './services.ts';

export interface Images {
  readonly postgres: Image;
  readonly pgbouncer: Image;
  /** Null where no arm needs it. */
  readonly redis: Image | null;
}

/** What docker calls it, and the id that says what is in it. */
export interface Image {
  readonly name: string;
  readonly id: string;
}

/**
 * The images as compose resolves them; what is not on this machine is pulled.
 * @throws PoolproofError `config` for a stack file that cannot be used, `missing-tool` for an image that is not to be had
 */
export async function imagesOf(options: ComposeRequest, withRedis: boolean): Promise<Images> {
  const config = await configOf(options, withRedis);
  const image = async (service: string): Promise<Image> =>
    await imageOf(options, service, imageIn(config, service) ?? service);
  const [postgres, pgbouncer, redis] = await Promise.all([
    image('postgres'),
    image('pgbouncer'),
    withRedis ? image('redis') : null,
  ]);
  return { postgres, pgbouncer, redis };
}

async function configOf({ env, engine, file }: ComposeRequest, withRedis: boolean): Promise<string> {
  const [command, ...before] = engine.compose;
  const profiles = withRedis ? ['--profile', redisProfile] : [];
  // Passwords are not needed to name images, but compose refuses the file without one.
  const result = await execa(command, [...before, '-f', file, ...profiles, 'config'], {
    env: { ...env, POSTGRES_PASSWORD: 'unused' },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (result.failed) {
    throw new PoolproofError('config', `${file} cannot be used`, { logTail: result.all ?? '' });
  }
  if (withRedis && imageIn(result.stdout, 'redis') === null) {
    throw new PoolproofError('config', `${file} has no service redis, which arms with {redisUrl} need`, {
      hint: 'take the service over from the docker-compose.yml of poolproof, or leave these arms out',
    });
  }
  return result.stdout;
}

/** The image of a service in what `compose config` prints. */
export function imageIn(config: string, service: string): string | null {
  const block = new RegExp(`^ {2}${service}:\\n((?: {4,}.*\\n)*)`, 'm').exec(config)?.[1] ?? '';
  return /^ {4}image: (.*)$/m.exec(block)?.[1]?.trim() ?? null;
}

async function imageOf({ env, log }: ComposeRequest, service: string, name: string): Promise<Image> {
  const inspect = () => docker(env, ['image', 'inspect', '--format', '{{.Id}}', name]);
  const id = await inspect().catch(async () => {
    log(`image ${name}: not on this machine, pulling it`);
    await docker(env, ['pull', '--quiet', name]).catch((cause: unknown) => {
      throw new PoolproofError('missing-tool', `image ${name} is not on this machine and cannot be pulled`, {
        hint: `name one that is, as ${service.toUpperCase()}_IMAGE=… in .env (docs/compose.md)`,
        cause,
        logTail: cause instanceof Error ? cause.message : '',
      });
    });
    return await inspect();
  });
  return { name, id: id.trim() };
}
