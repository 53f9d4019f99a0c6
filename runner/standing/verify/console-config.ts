/** SHOW CONFIG by key. */
import type { DatabaseAddress } from '../../model/stack.ts';
import { textIn, withConnection } from '../../sample/connection.ts';

export async function readConsoleConfig(console: DatabaseAddress): Promise<ReadonlyMap<string, string>> {
  const rows = await withConnection(console, (connection) => connection.rows('SHOW CONFIG'));
  return new Map(rows.map((row) => [textIn(row, 'key'), row['value'] ?? '']));
}
