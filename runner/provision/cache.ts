/** Where things are kept between runs, and how they get there whole or not at all. */
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PoolproofError } from '../errors.ts';
import { firstBarrier, type ServiceUser } from './service-user.ts';

/** For root, whose home keeps others out: FHS 5.5, "application cache data". */
const systemCacheDir = '/var/cache/poolproof';

export interface CacheChoice {
  readonly dir: string;
  /** Why it is not the usual place; null when it is. */
  readonly why: string | null;
}

/**
 * XDG_CACHE_HOME/poolproof, else ~/.cache/poolproof. As root only when the servers' user can reach it there
 * (a home with mode 0700 is out of its reach), else /var/cache/poolproof.
 */
export async function chooseCacheDir(
  env: Readonly<Record<string, string | undefined>>,
  homeDir: string,
  serviceUser: ServiceUser | null,
): Promise<CacheChoice> {
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG specification: a relative path is to be ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homeDir, '.cache');
  const dir = path.join(base, 'poolproof');
  const barrier = await firstBarrier(dir, serviceUser);
  if (barrier === null) return { dir, why: null };
  return { dir: systemCacheDir, why: `user ${serviceUser?.uid} cannot pass through ${barrier}` };
}

/**
 * Makes a folder in the cache that everyone may pass through, whatever the umask.
 * @throws PoolproofError `missing-tool` when it cannot be made.
 */
export async function makeFolder(dir: string): Promise<string> {
  try {
    const firstMade = await mkdir(dir, { recursive: true });
    if (firstMade === undefined) return dir;
    for (let made = dir; made.length >= firstMade.length; made = path.dirname(made)) {
      await chmod(made, 0o755);
    }
    return dir;
  } catch (error) {
    throw new PoolproofError('missing-tool', `cannot write to the cache: ${messageOf(error)}`, {
      hint: 'set XDG_CACHE_HOME to a folder that you can write to',
      cause: error,
    });
  }
}

/**
 * Moves a finished file or folder to its place in the cache in one step. When someone else was first, theirs stays:
 * equal keys mean equal content.
 */
export async function publish(finished: string, place: string): Promise<void> {
  await makeFolder(path.dirname(place));
  try {
    await rename(finished, place);
  } catch (error) {
    if (!(await exists(place))) throw error;
    await rm(finished, { recursive: true, force: true });
  }
}

/** Whether there is something at this path. */
export async function exists(target: string): Promise<boolean> {
  try {
    await stat(target);
    return true;
  } catch {
    return false;
  }
}
