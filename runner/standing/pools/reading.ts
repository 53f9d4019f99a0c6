/** One look at the pools and at Postgres's connections. */
import { PoolproofError, messageOf } from '../../errors.ts';
import type { PoolRow } from '../../model/sample-line.ts';
import { keepConnection, numberIn } from '../../sample/connection.ts';
import { poolsOf } from '../../sample/pooler-console.ts';
import type { HealthyState } from '../../model/standing.ts';

export interface PoolsReading {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** The app's database: one row for each user. */
  readonly pools: readonly PoolRow[];
  /** Connections of clients to Postgres, without our own. */
  readonly backends: number;
  /** As many as Postgres has for them. */
  readonly maxConnections: number;
}

export interface PoolsReader {
  /** @throws PoolproofError `stack` when PgBouncer or Postgres does not answer */
  read(at: Date): Promise<PoolsReading>;
  close(): Promise<void>;
}

const backendsQuery = `
  SELECT count(*) AS count FROM pg_catalog.pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()`;

/** Keeps one connection to each: to look costs the app no slot (max_connections is raised by ours). */
export function poolsReader({ parts, asked }: HealthyState): PoolsReader {
  const [console, postgres] = [keepConnection(parts.poolerConsole), keepConnection(parts.postgres)];
  const { name, maxConnections } = asked.database;
  return {
    async read(at) {
      try {
        const pools = poolsOf(await console.rows('SHOW POOLS'), name);
        const [row = {}] = await postgres.rows(backendsQuery);
        return { at: at.toISOString(), pools, backends: numberIn(row, 'count'), maxConnections };
      } catch (error) {
        throw new PoolproofError('stack', `the pools cannot be read: ${messageOf(error)}`, {
          hint: 'poolproof verify',
          cause: error,
        });
      }
    },
    close: async () => void (await Promise.all([console.close(), postgres.close()])),
  };
}
