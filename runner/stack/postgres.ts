/** Starts a Postgres server on a data directory. */
import type { DatabaseAddress } from '../model/stack.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { ServiceUser } from '../provision/service-user.ts';
import type { Guard } from '../warden.ts';
import { endLeftovers } from './postgres-leftovers.ts';
import { loopback, type HeldPort } from './ports.ts';
import { postgresArguments } from './postgres-settings.ts';
import { adminUser } from './secrets.ts';
import { probeServer } from './sql.ts';
import { supervise, type StopOutcome, type Supervised } from './supervise.ts';
import { untilReady } from './until-ready.ts';

/** After an orderly shutdown there is nothing to recover, so it is up within a fraction of a second. */
const readyWithinMs = 30_000;
/** A fast shutdown writes a checkpoint. */
const stopWithinMs = 15_000;

interface PostgresOptions {
  readonly tool: ProvidedTool;
  readonly user: ServiceUser | null;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly dataDir: string;
  readonly logPath: string;
  readonly port: HeldPort;
  readonly maxConnections: number;
  readonly adminPassword: string;
  /** Into which one the superuser connects. */
  readonly database: string;
  /** Over the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Postgres extends Supervised {
  /** As superuser. */
  readonly address: DatabaseAddress;
}

/** @throws PoolproofError `stack` with the log's tail when it does not get ready; it is stopped then */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { tool, dataDir, port, maxConnections, database, adminPassword, guard, signal } = options;
  const address = { host: loopback, port: port.port, database, user: adminUser, password: adminPassword };
  await port.release();
  const server = await supervise(
    {
      name: 'postgres',
      command: [
        tool.path,
        ...postgresArguments(dataDir, { port: port.port, maxConnections, more: options.settings ?? {} }),
      ],
      cwd: dataDir,
      env: { ...tool.env, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      logPath: options.logPath,
      user: options.user,
      stop: { signal: 'SIGINT', withinMs: stopWithinMs },
      signalOnDeath: 'SIGQUIT',
    },
    guard,
  );
  const stop = async (): Promise<StopOutcome> => {
    const outcome = await server.stop();
    if (outcome !== 'stopped') await endLeftovers(tool, dataDir, options.user);
    return outcome;
  };
  try {
    await untilReady({
      process: server,
      withinMs: readyWithinMs,
      probe: () => probeServer(address, 'SELECT 1'),
      signal,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...server, stop, address };
}
