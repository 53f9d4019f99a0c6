/** Whether the database has what the app needs: by the app's own command, else by the tables of the schema's files. */
import path from 'node:path';
import { execa } from 'execa';
import type { AppTool } from '../../model/standing.ts';
import { textIn, withConnection } from '../../sample/connection.ts';
import { readSqlFile } from '../../stack/sql.ts';
import { failed, ok, startAnew, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

const checkWithinMs = 30_000;

export async function checkMigrations({ standing }: Subject): Promise<Finding> {
  const { parts, asked } = standing.state;
  if (parts.migrationsCheck !== null) return await askApp(parts.migrationsCheck);
  const files = await Promise.all(asked.database.seed.map((file) => readSqlFile(path.resolve(asked.project, file))));
  const rows = await withConnection(parts.postgres, (connection) =>
    connection.rows("SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname <> 'pg_catalog'"),
  );
  const there = new Set(rows.map((row) => textIn(row, 'name')));
  return tablesFinding(files.flatMap(tablesOf), there);
}

async function askApp({ command, cwd, env }: AppTool): Promise<Finding> {
  const [file = '', ...args] = command;
  const result = await execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    all: true,
    timeout: checkWithinMs,
  });
  const shown = command.map((word) => path.basename(word)).join(' ');
  if (!result.failed) return ok(`${shown}: all are applied`);
  const said = (result.all ?? '').trim().split('\n').at(-1) ?? '';
  return failed(`${shown}: ${said === '' ? `exit code ${result.exitCode}` : said}`, "apply the app's migrations");
}

/** The tables that a file of SQL makes, as they are named in it. */
export function tablesOf(sql: string): string[] {
  const made = /^\s*CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"?[\w$]+"?\.)?("[^"]+"|[\w$]+)/gim;
  return [...sql.matchAll(made)].map(([, name = '']) =>
    name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase(),
  );
}

export function tablesFinding(wanted: readonly string[], there: ReadonlySet<string>): Finding {
  if (wanted.length === 0) {
    return warning('the app names no check of its migrations', 'name its migrationsCheck in poolproof.config.ts');
  }
  const missing = wanted.filter((table) => !there.has(table));
  if (missing.length === 0) return ok(`all ${wanted.length} tables of the schema are there`);
  const shown = missing.slice(0, 5).join(', ');
  return failed(
    `${missing.length} of ${wanted.length} tables are missing: ${shown}`,
    `${startAnew} (it loads the database anew)`,
  );
}
