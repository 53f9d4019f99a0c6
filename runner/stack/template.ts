/** The database that every segment starts from: made once, kept in the cache, never changed again. */
import { createHash } from 'node:crypto';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { messageOf, PoolproofError } from '../errors.ts';
import type { Config } from '../model/config.ts';
import { exists, makeFolder, publish } from '../provision/cache.ts';
import { markUsed, prune } from '../provision/prune.ts';
import type { ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { Guard } from '../warden.ts';
import { orAbort } from './abort.ts';
import { readLogTail } from './log-tail.ts';
import { holdPort } from './ports.ts';
import { hostBasedAuthentication, loadingSettings } from './postgres-settings.ts';
import { startPostgres } from './postgres.ts';
import { scramSecret } from './scram.ts';
import { adminUser, makeSecrets, readSecrets, writeSecrets, type Secrets } from './secrets.ts';
import { readSqlFile, runSqlFile, withClient } from './sql.ts';

/** To be raised when anything below changes what a template holds. */
const recipe = 1;

export interface TemplateOptions {
  readonly database: Config['database'];
  /** Seed files are relative to it. */
  readonly root: string;
  readonly cacheDir: string;
  readonly tool: ProvidedTool;
  readonly user: ServiceUser | null;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface Template {
  readonly key: string;
  readonly dataDir: string;
  readonly secrets: Secrets;
  readonly source: 'cache' | 'built';
}

/**
 * The template of this Postgres, these SQL files and this database section, from the cache or built now.
 * @throws PoolproofError `config` for a faulty SQL file, `stack` when the server does not do its part
 */
export async function ensureTemplate(options: TemplateOptions): Promise<Template> {
  const files = options.database.seed.map((file) => path.resolve(options.root, file));
  const key = templateKey(options, await Promise.all(files.map(readSqlFile)));
  const place = path.join(options.cacheDir, 'templates', key);
  // Marked before it is looked for: whoever prunes at this moment then leaves it.
  await markUsed(place);
  const source = (await exists(place)) ? 'cache' : 'built';
  if (source === 'built') await buildTemplate(options, files, place);
  return {
    key,
    dataDir: path.join(place, 'data'),
    secrets: await readSecrets(path.join(place, 'secrets.json')),
    source,
  };
}

function templateKey({ database, tool, user }: TemplateOptions, seeds: readonly string[]): string {
  const { name, role, statementTimeoutMs } = database;
  const parts = [recipe, tool.version, tool.sha256, user?.uid ?? null, name, role, statementTimeoutMs, ...seeds];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

async function buildTemplate(options: TemplateOptions, files: readonly string[], place: string): Promise<void> {
  options.log(`database: loading ${files.map((file) => path.basename(file)).join(', ')} (once)`);
  const dir = path.join(options.guard.dir, 'template');
  try {
    await makeFolder(dir);
    const secrets = makeSecrets();
    await writeSecrets(path.join(dir, 'secrets.json'), secrets);
    const dataDir = await initialise(options, dir, secrets);
    await load(options, files, dir, dataDir, secrets);
    await publish(dir, place);
    await prune(path.dirname(place), path.join(options.guard.dir, 'pruned'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function initialise({ tool, user }: TemplateOptions, dir: string, secrets: Secrets): Promise<string> {
  const dataDir = path.join(dir, 'data');
  const passwordFile = path.join(dir, 'admin-password');
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(passwordFile, secrets.adminPassword, { mode: 0o600 });
  if (user !== null) await Promise.all([dataDir, passwordFile].map((file) => chown(file, user.uid, user.gid)));
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--username=${adminUser}`,
    `--pwfile=${passwordFile}`,
  ];
  try {
    await execa(path.join(path.dirname(tool.path), 'initdb'), ['-D', dataDir, ...flags], {
      cwd: dataDir,
      env: { ...tool.env, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      extendEnv: false,
      ...user,
    });
  } catch (cause) {
    throw new PoolproofError('stack', `initdb failed: ${messageOf(cause)}`, { cause });
  }
  await rm(passwordFile);
  await writeFile(path.join(dataDir, 'pg_hba.conf'), hostBasedAuthentication);
  return dataDir;
}

async function load(
  options: TemplateOptions,
  files: readonly string[],
  dir: string,
  dataDir: string,
  secrets: Secrets,
): Promise<void> {
  const { database, tool, user, guard, signal } = options;
  const logPath = path.join(dir, 'load.log');
  const server = await startPostgres({
    tool,
    user,
    guard,
    signal,
    dataDir,
    logPath,
    port: await holdPort(),
    maxConnections: 10,
    adminPassword: secrets.adminPassword,
    database: 'postgres',
    settings: loadingSettings,
  });
  try {
    const died = server.died.then((error) => Promise.reject(error));
    const create = withClient(server.address, (client) => createDatabase(client, database, secrets));
    await orAbort(signal, Promise.race([died, create]));
    const address = { ...server.address, database: database.name };
    const fill = withClient(address, (client) => seed(client, files, database.role));
    await orAbort(signal, Promise.race([died, fill]));
  } finally {
    await server.stop();
  }
  if ((await server.stop()) === 'stopped') return;
  throw new PoolproofError('stack', 'postgres did not shut down after loading', {
    logTail: await readLogTail(logPath),
  });
}

async function createDatabase(client: Client, database: Config['database'], secrets: Secrets): Promise<void> {
  const name = escapeIdentifier(database.name);
  const role = escapeIdentifier(database.role);
  const secret = scramSecret(secrets.rolePassword, Buffer.from(secrets.roleSecretSalt, 'base64'));
  await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(secret)}`);
  await client.query(`ALTER ROLE ${role} SET statement_timeout = ${database.statementTimeoutMs}`);
  await client.query(`CREATE DATABASE ${name} OWNER ${role} TEMPLATE template0`);
}

async function seed(client: Client, files: readonly string[], role: string): Promise<void> {
  for (const file of files) await runSqlFile(client, file, role);
  // Else autovacuum would find all of it new at the start of every segment, and reads would write hint bits.
  await client.query('VACUUM (FREEZE, ANALYZE)');
  await client.query('CHECKPOINT');
}
