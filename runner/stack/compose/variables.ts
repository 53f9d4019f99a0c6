/** What docker-compose.yml is given for one arm: its variables, and a second file that overrides it. Pure. */
import type { App, Arm, Config, PoolerSettings } from '../../model/config.ts';
import { appCommand, appEnv } from '../app-command.ts';
import { loopback } from '../ports.ts';
import { redisUrl } from '../redis.ts';
import { samplerConnections } from '../postgres-settings.ts';
import { scramSecret } from '../scram.ts';
import type { Secrets } from '../secrets.ts';

export interface Ports {
  readonly app: number;
  readonly pooler: number;
  readonly postgres: number;
  readonly redis: number;
}

export interface ProjectInput {
  readonly database: Config['database'];
  readonly pooler: PoolerSettings;
  readonly secrets: Secrets;
  readonly ports: Ports;
  /** The seed files' absolute paths. */
  readonly seeds: readonly string[];
  /** The volume that holds the template, or becomes it. */
  readonly templateVolume: string;
}

/** Where docker-compose.yml mounts things in the app's container. */
const places = { project: '/project', app: '/app', bundle: '/app/app.mjs' } as const;

/** Variables of docker-compose.yml. They are of the process's environment, which wins over a `.env` beside it. */
export function composeVariables(input: ProjectInput): Record<string, string> {
  const { database, pooler, secrets, ports, seeds } = input;
  return {
    POSTGRES_DB: database.name,
    POSTGRES_USER: database.role,
    POSTGRES_PASSWORD: secrets.rolePassword,
    POSTGRES_USER_SECRET: scramSecret(secrets.rolePassword, Buffer.from(secrets.roleSecretSalt, 'base64')),
    POSTGRES_ADMIN_PASSWORD: secrets.adminPassword,
    POSTGRES_STATEMENT_TIMEOUT_MS: String(database.statementTimeoutMs),
    POSTGRES_MAX_CONNECTIONS: String(database.maxConnections + samplerConnections),
    POSTGRES_PORT: String(ports.postgres),
    PGBOUNCER_PORT: String(ports.pooler),
    REDIS_PORT: String(ports.redis),
    // What an arm does not say is not for a `.env` to say: empty counts as unset.
    SESSION_STORE: '',
    PGBOUNCER_CONSOLE_PASSWORD: secrets.consolePassword,
    PGBOUNCER_POOL_MODE: pooler.poolMode,
    PGBOUNCER_DEFAULT_POOL_SIZE: String(pooler.defaultPoolSize),
    PGBOUNCER_MAX_CLIENT_CONN: String(pooler.maxClientConn),
    PGBOUNCER_QUERY_WAIT_TIMEOUT: String(pooler.queryWaitTimeoutS),
    APP_PORT: String(ports.app),
    // An app that dies is a finding, not something to start again.
    APP_RESTART: 'no',
    // Probes of our own are enough: the engine's would use the processors during the load.
    HEALTH_INTERVAL: '24h',
    SEED_FILES: seeds.map((_, index) => seedPlace(index)).join(' '),
  };
}

function seedPlace(index: number): string {
  return `/seed/${index + 1}.sql`;
}

/** The override while the template is made: the database's volume is the template itself. */
export function templateOverride(input: ProjectInput): object {
  return {
    services: { postgres: { volumes: seedMounts(input.seeds) } },
    volumes: { database: { external: true, name: input.templateVolume } },
  };
}

export interface ArmInput extends ProjectInput {
  readonly app: App;
  readonly arm: Arm;
  /** The service of docker-compose.yml that runs the app. */
  readonly service: string;
  /** The folder on this machine that holds the app, and its bundle's folder; null when it is not bundled. */
  readonly appRoot: string;
  readonly bundleDir: string | null;
  /** Whether Redis runs beside it. */
  readonly withRedis: boolean;
}

/** A command of the app, on the paths of its container. */
export function commandInContainer(input: ArmInput, command: readonly string[]): string[] {
  return appCommand(input.app, surroundingsOf(input), [...command]);
}

function surroundingsOf(input: ArmInput): Parameters<typeof appEnv>[2] {
  const { app, ports, database, secrets } = input;
  return {
    appRoot: places.project,
    bundlePath: input.bundleDir === null ? null : places.bundle,
    // The image brings it, with the app's requirements.
    pythonPath: app.python === undefined ? null : 'python3',
    // Only the loopback port that docker-compose.yml publishes leads there.
    listenHost: '0.0.0.0',
    port: ports.app,
    poolerPort: ports.pooler,
    // All share one network, so it is where the native stack has it too.
    redisUrl: input.withRedis ? redisUrl(ports.redis) : null,
    database: {
      host: loopback,
      port: ports.postgres,
      database: database.name,
      user: database.role,
      password: secrets.rolePassword,
    },
    runnerEnv: {},
    nodeDir: '',
  };
}

/** The override of one arm: the template to start from, and the app's command and environment. */
export function armOverride(input: ArmInput): object {
  const { app, arm } = input;
  const surroundings = surroundingsOf(input);
  const { PATH: _path, HOME: _home, ...env } = appEnv(app, arm, surroundings);
  const mounts = [`${input.appRoot}:${places.project}:ro`];
  if (input.bundleDir !== null) mounts.push(`${input.bundleDir}:${places.app}:ro`);
  return {
    services: {
      postgres: { volumes: [...seedMounts(input.seeds), `${input.templateVolume}:/template:ro`] },
      [input.service]: {
        command: appCommand(app, surroundings).map(escaped),
        // The toggle is the arm's: an empty variable counts as unset.
        environment: mapValues({ PGBOUNCER_PORT: '', ...env }, escaped),
        volumes: mounts,
      },
    },
    volumes: { [input.templateVolume]: { external: true, name: input.templateVolume } },
  };
}

function seedMounts(seeds: readonly string[]): string[] {
  return seeds.map((file, index) => `${file}:${seedPlace(index)}:ro`);
}

/** Compose replaces `$NAME` in its files; a doubled dollar is one. */
function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function mapValues(values: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
