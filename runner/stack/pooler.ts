/** Starts PgBouncer. It runs in every arm; in those that do not use it, it idles. */
import { chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PoolerSettings } from '../model/config.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { isAtLeast } from '../provision/run-tool.ts';
import type { ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { Guard } from '../warden.ts';
import { pgbouncerIni, userList } from './pgbouncer-ini.ts';
import { loopback, type HeldPort } from './ports.ts';
import { scramSecret } from './scram.ts';
import { consoleUser, type Secrets } from './secrets.ts';
import { probeServer } from './sql.ts';
import { supervise, type Supervised } from './supervise.ts';
import { untilReady } from './until-ready.ts';

const readyWithinMs = 10_000;
const stopWithinMs = 5000;

interface PoolerOptions {
  readonly tool: ProvidedTool;
  readonly user: ServiceUser | null;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  /** For its configuration and passwords; made here. */
  readonly dir: string;
  readonly logPath: string;
  readonly port: HeldPort;
  readonly postgresPort: number;
  readonly database: string;
  readonly role: string;
  readonly secrets: Secrets;
  readonly settings: PoolerSettings;
}

export interface Pooler extends Supervised {
  /** The admin console. */
  readonly console: DatabaseAddress;
}

/** Stops without waiting for clients: SIGTERM means that up to 1.22; from 1.23 on it waits, and SIGQUIT does not. */
export function poolerStopSignal(version: string): 'SIGTERM' | 'SIGQUIT' {
  return isAtLeast(version, '1.23') ? 'SIGQUIT' : 'SIGTERM';
}

/** @throws PoolproofError `stack` with the log's tail when it does not get ready; it is stopped then */
export async function startPooler(options: PoolerOptions): Promise<Pooler> {
  const { tool, port, secrets, guard, signal } = options;
  const iniPath = await writeConfiguration(options);
  const console = {
    host: loopback,
    port: port.port,
    database: 'pgbouncer',
    user: consoleUser,
    password: secrets.consolePassword,
  };
  await port.release();
  const server = await supervise(
    {
      name: 'pgbouncer',
      command: [tool.path, iniPath],
      cwd: options.dir,
      env: { ...tool.env, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      logPath: options.logPath,
      user: options.user,
      stop: { signal: poolerStopSignal(tool.version), withinMs: stopWithinMs },
    },
    guard,
  );
  try {
    await untilReady({
      process: server,
      withinMs: readyWithinMs,
      probe: () => probeServer(console, 'SHOW VERSION'),
      signal,
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, console };
}

async function writeConfiguration(options: PoolerOptions): Promise<string> {
  const { dir, user, database, role, secrets } = options;
  const authFile = path.join(dir, 'userlist.txt');
  const iniPath = path.join(dir, 'pgbouncer.ini');
  await mkdir(dir, { mode: 0o700 });
  const ini = { listenPort: options.port.port, postgresPort: options.postgresPort, database, authFile };
  await writeFile(iniPath, pgbouncerIni({ ...ini, settings: options.settings }), { mode: 0o600 });
  const roleSecret = scramSecret(secrets.rolePassword, Buffer.from(secrets.roleSecretSalt, 'base64'));
  await writeFile(authFile, userList({ [role]: roleSecret, [consoleUser]: secrets.consolePassword }), { mode: 0o600 });
  if (user !== null) await Promise.all([dir, iniPath, authFile].map((file) => chown(file, user.uid, user.gid)));
  return iniPath;
}
