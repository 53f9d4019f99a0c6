/** The images of a stack: which ones compose resolves, and what is in them. */
import { execa } from 'execa';
import { PoolproofError } from '../../errors.ts';
import type { ComposeOptions, ComposeRequest } from './compose-options.ts';
import { docker } from './project.ts';

export interface Images {
  readonly postgres: Image;
  readonly pgbouncer: Image;
}

/** What docker calls it, and the id that says what is in it. */
export interface Image {
  readonly name: string;
  readonly id: string;
}

/** The images as compose resolves them; what is not on this machine is pulled. */
export async function imagesOf(options: ComposeRequest): Promise<Images> {
  const { env, engine, file } = options;
  const [command, ...before] = engine.compose;
  // Passwords are not needed to name images, but compose refuses the file without one.
  const result = await execa(command, [...before, '-f', file, 'config'], {
    env: { ...env, POSTGRES_PASSWORD: 'unused' },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (result.failed) {
    throw new PoolproofError('config', `${file} cannot be used`, { logTail: result.all ?? '' });
  }
  const nameOf = (service: string): string => imageIn(result.stdout, service) ?? service;
  const [postgres, pgbouncer] = await Promise.all(
    ['postgres', 'pgbouncer'].map((service) => imageOf(env, nameOf(service), options.log)),
  );
  if (postgres === undefined || pgbouncer === undefined) throw new Error('two services give two images');
  return { postgres, pgbouncer };
}

/** The image of a service in what `compose config` prints. */
export function imageIn(config: string, service: string): string | null {
  const block = new RegExp(`^ {2}${service}:\\n((?: {4,}.*\\n)*)`, 'm').exec(config)?.[1] ?? '';
  return /^ {4}image: (.*)$/m.exec(block)?.[1]?.trim() ?? null;
}

async function imageOf(env: ComposeOptions['env'], name: string, log: (line: string) => void): Promise<Image> {
  const inspect = () => docker(env, ['image', 'inspect', '--format', '{{.Id}}', name]);
  const id = await inspect().catch(async () => {
    log(`image ${name}: not on this machine, pulling it`);
    await docker(env, ['pull', '--quiet', name]).catch((cause: unknown) => {
      throw new PoolproofError('missing-tool', `image ${name} is not on this machine and cannot be pulled`, {
        hint: 'name one that is, as POSTGRES_IMAGE=… or PGBOUNCER_IMAGE=… in .env (docs/compose.md)',
        cause,
        logTail: cause instanceof Error ? cause.message : '',
      });
    });
    return await inspect();
  });
  return { name, id: id.trim() };
}
