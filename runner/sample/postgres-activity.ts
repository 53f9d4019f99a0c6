import type { ActivityRow } from '../model/sample-line.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { keepConnection, numberIn, textIn, type Row } from './connection.ts';
import type { Source } from './source.ts';

/** Everyone but the sampler itself. The view is the same from Postgres 10 on. */
const activityQuery = `
  select usename as role, backend_type, state, wait_event_type, wait_event, count(*) as count
  from pg_catalog.pg_stat_activity
  where pid <> pg_catalog.pg_backend_pid() and backend_type is not null
  group by 1, 2, 3, 4, 5
  order by 1, 2, 3, 4, 5`;

export function activityOf(rows: readonly Row[]): ActivityRow[] {
  return rows.map((row) => ({
    role: row['role'] ?? null,
    backendType: textIn(row, 'backend_type'),
    state: row['state'] ?? null,
    waitEventType: row['wait_event_type'] ?? null,
    waitEvent: row['wait_event'] ?? null,
    count: numberIn(row, 'count'),
  }));
}

/** pg_stat_activity over one connection, which takes one of the superuser's slots for as long as it is open. */
export function activitySource(superuser: DatabaseAddress): Source {
  const connection = keepConnection(superuser);
  return {
    names: ['activity'],
    read: async () => [{ type: 'activity', rows: activityOf(await connection.rows(activityQuery)) }],
    close: () => connection.close(),
  };
}
