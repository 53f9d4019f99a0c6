/** The real Postgres and PgBouncer for this room's e2e tests. */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseCacheDir } from '../../provision/cache.ts';
import { pgbouncer } from '../../provision/pgbouncer.ts';
import { postgres } from '../../provision/postgres.ts';
import { provide } from '../../provision/provide.ts';
import { findServiceUser, type ServiceUser } from '../../provision/service-user.ts';
import type { ProvidedTool } from '../../provision/tool.ts';

export interface TestTools {
  readonly cacheDir: string;
  readonly postgres: ProvidedTool;
  readonly pgbouncer: ProvidedTool;
  /** Whom they run as; null for this user. */
  readonly serviceUser: ServiceUser | null;
}

export async function findTools(): Promise<TestTools> {
  const { env } = process;
  const serviceUser = await findServiceUser(process.getuid?.() ?? -1);
  const { dir: cacheDir } = await chooseCacheDir(env, os.homedir(), serviceUser);
  const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
  const context = { env, cacheDir, packageRoot, serviceUser, log: () => {} };
  const tools = { postgres: await provide(postgres, context), pgbouncer: await provide(pgbouncer, context) };
  return { cacheDir, ...tools, serviceUser };
}
