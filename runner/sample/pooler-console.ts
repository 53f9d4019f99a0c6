/**
 * PgBouncer's admin console. Rows are read by column name, because columns come and go between versions (1.15 to 1.26
 * are in fixtures/captures).
 */
import type { PoolRow, PoolerTotals } from '../model/sample-line.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { keepConnection, numberIn, textIn, withConnection, type Row } from './connection.ts';
import type { Source } from './source.ts';

/** Rows of SHOW POOLS that are the database's: one per user. */
export function poolsOf(rows: readonly Row[], database: string): PoolRow[] {
  return rowsOf(rows, database).map((row) => ({
    database,
    user: textIn(row, 'user'),
    clActive: numberIn(row, 'cl_active'),
    clWaiting: numberIn(row, 'cl_waiting'),
    svActive: numberIn(row, 'sv_active'),
    svIdle: numberIn(row, 'sv_idle'),
    svUsed: numberIn(row, 'sv_used'),
    svTested: numberIn(row, 'sv_tested'),
    svLogin: numberIn(row, 'sv_login'),
    // maxwait holds the whole seconds and maxwait_us the rest.
    maxWaitUs: numberIn(row, 'maxwait') * 1e6 + numberIn(row, 'maxwait_us'),
    poolMode: row['pool_mode'] ?? null,
  }));
}

/** The row of SHOW STATS_TOTALS that is the database's; none before its first client. */
export function totalsOf(rows: readonly Row[], database: string): PoolerTotals[] {
  return rowsOf(rows, database).map((row) => ({
    database,
    xactCount: numberIn(row, 'xact_count'),
    queryCount: numberIn(row, 'query_count'),
    serverAssignmentCount: 'server_assignment_count' in row ? numberIn(row, 'server_assignment_count') : null,
    xactTimeUs: numberIn(row, 'xact_time'),
    queryTimeUs: numberIn(row, 'query_time'),
    waitTimeUs: numberIn(row, 'wait_time'),
  }));
}

function rowsOf(rows: readonly Row[], database: string): Row[] {
  return rows.filter((row) => textIn(row, 'database') === database);
}

/** SHOW POOLS and SHOW STATS_TOTALS of the app's database, one after the other over one connection. */
export function poolerSource(address: DatabaseAddress, database: string): Source {
  const connection = keepConnection(address);
  return {
    names: ['pools', 'pooler-totals'],
    async read() {
      const pools = poolsOf(await connection.rows('SHOW POOLS'), database);
      const totals = totalsOf(await connection.rows('SHOW STATS_TOTALS'), database);
      return [
        { type: 'pools', rows: pools },
        { type: 'pooler-totals', rows: totals },
      ];
    },
    close: () => connection.close(),
  };
}

/**
 * Transactions that the pooler has seen of the database since it started, each counted when it begins; 0 before its first
 * client. Rejects when the console cannot be read.
 */
export async function readPoolerTransactions(address: DatabaseAddress, database: string): Promise<number> {
  const rows = await withConnection(address, (connection) => connection.rows('SHOW STATS_TOTALS'));
  return totalsOf(rows, database).reduce((sum, row) => sum + row.xactCount, 0);
}
