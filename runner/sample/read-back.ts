import { PoolproofError, messageOf } from '../errors.ts';
import { poolerSettingsSchema, type PoolerSettings } from '../model/config.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { numberIn, textIn, withConnection, type Row } from './connection.ts';

/** What the pooler says of itself: what it runs with, not what its file says. */
export interface PoolerReadBack {
  /** Such as "PgBouncer 1.18.0". */
  readonly version: string;
  /** As they hold for the app's role in the app's database. */
  readonly settings: PoolerSettings;
}

/** Rows of the console's SHOW commands, by name. */
export interface ConsoleRows {
  readonly config: readonly Row[];
  readonly databases: readonly Row[];
  readonly users: readonly Row[];
}

/** Reads the pooler's settings from its console. Throws PoolproofError `sampler` when that cannot be done. */
export async function readBackPooler(
  address: DatabaseAddress,
  database: string,
  role: string,
): Promise<PoolerReadBack> {
  try {
    return await withConnection(address, async (console) => {
      const [version] = await console.rows('SHOW VERSION');
      const rows: ConsoleRows = {
        config: await console.rows('SHOW CONFIG'),
        databases: await console.rows('SHOW DATABASES'),
        users: await console.rows('SHOW USERS'),
      };
      return { version: textIn(version ?? {}, 'version'), settings: effectiveSettings(rows, database, role) };
    });
  } catch (error) {
    throw new PoolproofError('sampler', `cannot read the pooler's settings: ${messageOf(error)}`, {
      hint: 'look at pgbouncer.log in the segment: the admin user must be allowed into the console',
      cause: error,
    });
  }
}

/**
 * The settings that hold for one role in one database: the user's own before the database's before the general ones, as
 * PgBouncer looks them up (pool_pool_mode and pool_pool_size in its src/objects.c). Throws when the database is unknown.
 */
export function effectiveSettings(rows: ConsoleRows, database: string, role: string): PoolerSettings {
  const ofDatabase = rows.databases.find((row) => row['name'] === database);
  if (ofDatabase === undefined) throw new Error(`it does not know the database ${database}`);
  const ofUser = rows.users.find((row) => row['name'] === role) ?? {};
  const general: Row = Object.fromEntries(rows.config.map((row) => [textIn(row, 'key'), row['value'] ?? null]));
  // Empty or null where it is inherited; users have a pool size from 1.24 on.
  const poolMode = ofUser['pool_mode'] || ofDatabase['pool_mode'] || general['pool_mode'];
  return poolerSettingsSchema.parse({
    poolMode,
    defaultPoolSize: numberIn(ofUser['pool_size'] ? ofUser : ofDatabase, 'pool_size'),
    maxClientConn: numberIn(general, 'max_client_conn'),
    queryWaitTimeoutS: numberIn(general, 'query_wait_timeout'),
  });
}
