import { chown, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { messageOf, PoolproofError } from '../errors.ts';
import { markUsed } from '../provision/prune.ts';
import type { ServiceUser } from '../provision/service-user.ts';

/** Copies share their blocks where the file system can do that. */
const copyFlags = process.platform === 'darwin' ? ['-Rpc'] : ['-a', '--reflink=auto'];

/**
 * Copies a template's data directory to `dir`/data, as the servers' user.
 * @returns the copy's path
 * @throws PoolproofError `stack` when it cannot be copied (disk full)
 */
export async function restoreDatabase(templateDataDir: string, dir: string, user: ServiceUser | null): Promise<string> {
  const dataDir = path.join(dir, 'data');
  await markUsed(path.dirname(templateDataDir));
  await mkdir(dir, { mode: 0o700 });
  if (user !== null) await chown(dir, user.uid, user.gid);
  try {
    await execa('cp', [...copyFlags, templateDataDir, dataDir], { cwd: '/', ...user });
  } catch (cause) {
    await rm(dir, { recursive: true, force: true });
    throw new PoolproofError('stack', `cannot restore the database: ${messageOf(cause)}`, { cause });
  }
  // Else the kernel would write the copy to the disk in the middle of the load.
  if (process.platform === 'linux') await execa('sync', ['-f', dir], { reject: false });
  return dataDir;
}
