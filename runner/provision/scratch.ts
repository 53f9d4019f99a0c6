/**
 * Folders in the cache for what must not outlive the process that made them. The name says whose it is, so that
 * a later run can tell what a dead one left behind, and removes it.
 */
import { readdir, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { execa } from 'execa';
import { wardenScript } from '../warden-script.ts';
import { exists, makeFolder } from './cache.ts';
import { startTicksOf } from './process-identity.ts';

/** Another container's processes cannot be seen from here, so its folders are only taken for dead after this time. */
const foreignKeptMs = 24 * 3600 * 1000;

/** The file in a scratch folder that holds the warden's lines: which processes and folders go when its owner dies. */
export const guardedFile = 'guarded';

export interface Owner {
  readonly pid: number;
  /** Start time in clock ticks since boot (/proc/PID/stat); `-` where there is no /proc. */
  readonly startTicks: string;
  /** Inode of the PID namespace, `-` where there is none. */
  readonly namespace: string;
}

/** @returns the owner that a scratch folder's name states; null when it is not such a name. */
export function parseScratchName(name: string): Owner | null {
  const [, pid, startTicks, namespace] = /^(\d+)\.(\d+|-)\.(\d+|-)\.[0-9a-f]+(?:\.stale)?$/.exec(name) ?? [];
  if (pid === undefined || startTicks === undefined || namespace === undefined) return null;
  return { pid: Number(pid), startTicks, namespace };
}

/** Makes a folder that belongs to this process; whoever calls removes it. */
export async function makeScratch(cacheDir: string): Promise<string> {
  await removeStaleScratch(cacheDir);
  const { pid, startTicks, namespace } = await currentOwner();
  const name = `${pid}.${startTicks}.${namespace}.${randomBytes(6).toString('hex')}`;
  return await makeFolder(path.join(cacheDir, 'scratch', name));
}

/** Runs `work` with a scratch folder that is gone afterwards, however `work` ends. */
export async function withScratch<T>(cacheDir: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await makeScratch(cacheDir);
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Ends the processes and removes the folders that dead runners left, even when their warden died with them. */
export async function removeStaleScratch(cacheDir: string): Promise<void> {
  const parent = path.join(cacheDir, 'scratch');
  const names = (await exists(parent)) ? await readdir(parent) : [];
  const self = await currentOwner();
  await Promise.all(
    names.map(async (name) => {
      const owner = parseScratchName(name);
      if (owner !== null && (await isStale(path.join(parent, name), owner, self))) {
        await removeClaimed(path.join(parent, name));
      }
    }),
  );
}

async function isStale(dir: string, owner: Owner, self: Owner): Promise<boolean> {
  if (owner.namespace === self.namespace) return !isAlive(owner);
  try {
    return Date.now() - (await stat(dir)).mtimeMs > foreignKeptMs;
  } catch {
    return false;
  }
}

/** Renamed first, so that of two runs that see it only one takes it in hand. */
async function removeClaimed(dir: string): Promise<void> {
  const claimed = dir.endsWith('.stale') ? dir : `${dir}.stale`;
  try {
    if (claimed !== dir) await rename(dir, claimed);
    const guarded = await readFile(path.join(claimed, guardedFile), 'utf8').catch(() => '');
    if (guarded !== '') await execa('/bin/sh', ['-c', wardenScript], { input: guarded, reject: false, cleanup: false });
    await rm(claimed, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Someone else took it, or it is not ours to remove; the next run looks again.
  }
}

function isAlive({ pid, startTicks }: Owner): boolean {
  if (startTicks !== '-') return startTicksOf(pid) === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function currentOwner(): Promise<Owner> {
  const link = await readlink('/proc/self/ns/pid').catch(() => '');
  const namespace = /\d+/.exec(link)?.[0] ?? '-';
  return { pid: process.pid, startTicks: startTicksOf(process.pid), namespace };
}
