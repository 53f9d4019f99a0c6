/** As root, Postgres and PgBouncer refuse to run: the unprivileged user that they run as instead, and what it can reach. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';

export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

/** The line of `name` in the text of /etc/passwd; null when there is none. */
export function parsePasswd(passwd: string, name: string): ServiceUser | null {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) return null;
  // macOS writes -2 for 4294967294.
  return { uid: uid >>> 0, gid: gid >>> 0 };
}

/**
 * @param uid the runner's own user id
 * @returns whom the servers run as: null for the runner's own user, `nobody` when that is root.
 * @throws PoolproofError `stack` when root has nobody to drop to.
 */
export async function findServiceUser(uid: number): Promise<ServiceUser | null> {
  if (uid !== 0) return null;
  const user = parsePasswd(await readFile('/etc/passwd', 'utf8'), 'nobody');
  if (user !== null && user.uid !== 0) return user;
  throw new PoolproofError('stack', 'running as root, and /etc/passwd has no user "nobody" to run the servers as', {
    hint: 'run poolproof as an ordinary user',
  });
}

/** Permissions of one folder on the way to a path. */
export interface Folder {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Whether a user may pass through a folder, by its permission bits. */
export function mayPass(folder: Folder, user: ServiceUser): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/** The first folder at or above `target` that keeps the user out; null when the way is free. Folders yet to be made do not count. */
export async function firstBarrier(target: string, user: ServiceUser | null): Promise<string | null> {
  if (user === null) return null;
  const resolved = path.resolve(target);
  // Links lead elsewhere, and both ways must be open.
  const real = await realpath(resolved).catch(() => resolved);
  const folders = await Promise.all([...new Set([...waysTo(resolved), ...waysTo(real)])].map(readFolder));
  return folders.find((folder) => folder !== null && !mayPass(folder, user))?.path ?? null;
}

function waysTo(target: string): string[] {
  const parent = path.dirname(target);
  return parent === target ? [target] : [...waysTo(parent), target];
}

async function readFolder(folder: string): Promise<Folder | null> {
  try {
    const { mode, uid, gid } = await stat(folder);
    return { path: folder, mode, uid, gid };
  } catch {
    return null;
  }
}
