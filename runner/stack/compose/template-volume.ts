/** The database that every segment starts from, as a Docker volume: made once by the stack's own Postgres, never changed again. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../../errors.ts';
import { exists, makeFolder, publish } from '../../provision/cache.ts';
import { createCleanup } from '../../cleanup.ts';
import { holdPorts } from '../ports.ts';
import { makeSecrets, readSecrets, writeSecrets, adminUser, type Secrets } from '../secrets.ts';
import { probeServer, readSqlFile } from '../sql.ts';
import type { ComposeRequest } from './compose-options.ts';
import type { Image } from './images.ts';
import { openProject, portsOf, projectName, untilAnswers } from './open-project.ts';
import { compose, docker } from './project.ts';
import { templateOverride } from './variables.ts';

/** To be raised when anything but the files hashed below changes what a template holds. */
const recipe = 1;
const madeWithinMs = 300_000;

export interface TemplateVolume {
  readonly key: string;
  readonly volume: string;
  readonly secrets: Secrets;
  readonly source: 'cache' | 'built';
}

interface Request extends ComposeRequest {
  readonly seeds: readonly string[];
  readonly image: Image;
}

/**
 * The template volume of this image, these SQL files and this database section; made now when there is none.
 * @throws PoolproofError `config` for a seed that cannot be read, `stack` with the log's end when the server does not do its part
 */
export async function ensureTemplateVolume(request: Request): Promise<TemplateVolume> {
  const key = await templateKey(request);
  const volume = `poolproof-template-${key}`;
  const place = path.join(request.cacheDir, 'compose-templates', key);
  const whole = (await exists(place)) && (await volumeExists(request, volume));
  if (!whole) await makeTemplate(request, volume, place);
  return {
    key,
    volume,
    secrets: await readSecrets(path.join(place, 'secrets.json')),
    source: whole ? 'cache' : 'built',
  };
}

async function templateKey({ database, image, seeds, file }: Request): Promise<string> {
  const { name, role, statementTimeoutMs } = database;
  const scripts = ['postgres.sh', 'run-as.sh'].map((script) =>
    readFile(path.join(path.dirname(file), 'fixtures/compose', script), 'utf8'),
  );
  const texts = await Promise.all([...seeds.map(readSqlFile), ...scripts]);
  const parts = [recipe, image.id, name, role, statementTimeoutMs, ...texts];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

async function volumeExists({ env }: Request, volume: string): Promise<boolean> {
  return await docker(env, ['volume', 'inspect', volume]).then(
    () => true,
    () => false,
  );
}

async function makeTemplate(request: Request, volume: string, place: string): Promise<void> {
  const { env, guard, log, database, seeds, signal } = request;
  log(`database: loading ${seeds.map((file) => path.basename(file)).join(', ')} into a Docker volume (once)`);
  // What a run that was killed in the middle has left is of no use to anybody.
  if (await volumeExists(request, volume)) await docker(env, ['volume', 'rm', volume]);
  await rm(place, { recursive: true, force: true });
  await docker(env, ['volume', 'create', volume]);
  const dir = path.join(guard.dir, 'template');
  const cleanup = createCleanup();
  try {
    await makeFolder(dir);
    const secrets = makeSecrets();
    await writeSecrets(path.join(dir, 'secrets.json'), secrets);
    const ports = await holdPorts({}, cleanup);
    const input = { ...request, secrets, ports: portsOf(ports), templateVolume: volume };
    const opened = await openProject({
      ...request,
      name: projectName(guard, 'template'),
      input,
      override: templateOverride(input),
      cleanup,
    });
    await Promise.all(Object.values(ports).map((port) => port.release()));
    await compose(opened.project, ['up', '-d', 'postgres'], signal);
    const address = { host: '127.0.0.1', port: input.ports.postgres, database: database.name, user: adminUser };
    const probe = () => probeServer({ ...address, password: secrets.adminPassword }, 'SELECT 1');
    await untilAnswers({ opened, service: 'postgres', withinMs: madeWithinMs, probe, signal });
    await compose(opened.project, ['stop', '-t', '60']);
    await publish(dir, place);
  } catch (error) {
    await cleanup.run().catch(() => {});
    await docker(env, ['volume', 'rm', '-f', volume]).catch(() => {});
    throw error instanceof PoolproofError
      ? error
      : new PoolproofError('stack', 'no template could be made', { cause: error });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  await cleanup.run();
}
