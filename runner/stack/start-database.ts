/** The database of one arm: a copy of the template, with a server on it, as the arm wants it. */
import path from 'node:path';
import type { Cleanup } from '../cleanup.ts';
import { orAbort } from './abort.ts';
import { addStop } from './add-stop.ts';
import type { Prepared, Segment } from './native-segment.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { restoreDatabase } from './restore.ts';
import { runSqlFile, setRolePassword, withClient } from './sql.ts';

/** @throws PoolproofError; what was started is stopped by the cleanup */
export async function startDatabase(prepared: Prepared, segment: Segment, cleanup: Cleanup): Promise<Postgres> {
  const { database, template, serviceUser, tools, guard, signal, root } = prepared;
  const dataDir = await restoreDatabase(template.dataDir, segment.dir, serviceUser);
  const postgres = await startPostgres({
    tool: tools.postgres,
    user: serviceUser,
    guard,
    signal,
    dataDir,
    logPath: path.join(segment.segmentDir, 'postgres.log'),
    port: segment.ports.postgres,
    maxConnections: database.maxConnections,
    adminPassword: template.secrets.adminPassword,
    database: database.name,
  });
  addStop(cleanup, postgres, prepared.log);
  if (prepared.rolePassword !== undefined) {
    const change = withClient(postgres.address, (client) => setRolePassword(client, database.role, template.secrets));
    await orAbort(signal, change);
  }
  const after = segment.arm.database?.after;
  if (after !== undefined) {
    // It may take as long as it likes, and a server that hangs would take for ever.
    const file = path.resolve(root, after);
    await orAbort(
      signal,
      withClient(postgres.address, (client) => runSqlFile(client, file, database.role)),
    );
  }
  return postgres;
}
