/** What an app is started with: pure. */
import path from 'node:path';
import type { App, Arm } from '../model/config.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { PoolproofError } from '../errors.ts';

interface AppSurroundings {
  /** The folder that `{root}` stands for: the project's, or the arm's own checkout. */
  readonly appRoot: string;
  /** The bundled entry; null when the app is not bundled. */
  readonly bundlePath: string | null;
  /** The interpreter with the app's requirements; null for an app that is not in Python. */
  readonly pythonPath: string | null;
  /** The address and port that the app is to listen on. */
  readonly listenHost: string;
  readonly port: number;
  /** Postgres as the app's role. */
  readonly database: DatabaseAddress;
  readonly poolerPort: number;
  /** Null in a stack without Redis. */
  readonly redisUrl: string | null;
  /** Of the runner itself; only what every program needs is taken from it. */
  readonly runnerEnv: Readonly<Record<string, string | undefined>>;
  /** Folder of the running node, so that `node` in a command is the one that plan.json names. */
  readonly nodeDir: string;
}

/**
 * The app's environment: nothing of the runner's but PATH and HOME, then where the database is, then what the app
 * and the arm say, the later over the earlier.
 */
export function appEnv(app: App, arm: Arm, surroundings: AppSurroundings): Record<string, string> {
  const { database, runnerEnv, nodeDir, listenHost, port } = surroundings;
  const declared = Object.entries({ ...app.env, ...arm.env });
  return {
    PATH: [nodeDir, runnerEnv['PATH'] ?? '/usr/bin:/bin'].join(path.delimiter),
    HOME: runnerEnv['HOME'] ?? '/',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOST: listenHost,
    PORT: String(port),
    POSTGRES_HOST: database.host,
    POSTGRES_PORT: String(database.port),
    POSTGRES_DB: database.database,
    POSTGRES_USER: database.user,
    POSTGRES_PASSWORD: database.password,
    ...Object.fromEntries(declared.map(([name, value]) => [name, fillIn(value, placeholders(surroundings))])),
  };
}

/**
 * A command of the app, by default the one that starts it.
 * @throws PoolproofError `config` when `{bundle}` or `{python}` is used and the app names none
 */
export function appCommand(app: App, surroundings: AppSurroundings, command = app.command): string[] {
  const { bundlePath, pythonPath } = surroundings;
  if (bundlePath === null) demandUnused(command, 'bundle', 'add bundle: the entry file of the app');
  if (pythonPath === null) demandUnused(command, 'python', "add python: { requirements: the app's requirements.txt }");
  return command.map((word) => fillIn(word, placeholders(surroundings)));
}

function demandUnused(command: readonly string[], name: string, hint: string): void {
  if (!command.some((word) => word.includes(`{${name}}`))) return;
  throw new PoolproofError('config', `the app's command has {${name}}, but the app names no ${name}`, { hint });
}

function placeholders(surroundings: AppSurroundings): Record<string, string> {
  const { appRoot, bundlePath, pythonPath, listenHost, port, database, poolerPort, redisUrl } = surroundings;
  return {
    root: appRoot,
    bundle: bundlePath ?? '',
    python: pythonPath ?? '',
    listen: listenHost,
    port: String(port),
    host: database.host,
    postgresPort: String(database.port),
    poolerPort: String(poolerPort),
    ...(redisUrl === null ? {} : { redisUrl }),
  };
}

/** Replaces the names it knows; other braces stay, since they may be JSON. */
function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
