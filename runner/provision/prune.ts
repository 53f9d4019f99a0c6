/** What is made once for each state of its sources (templates of the database, builds of k6) would pile up in the cache: the oldest go. */
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

/** So many of a kind stay, however long they have not been used: branches are changed back and forth. */
const kept = 3;

/** Whatever was taken into use since may still be: no run lasts so long, and a run marks what it uses again and again. */
const maybeInUseMs = 24 * 3600 * 1000;

/** Notes that something of the cache is used now, as the time of its folder. */
export async function markUsed(place: string, nowMs = Date.now()): Promise<void> {
  // Where it belongs to somebody else, it is for them to keep.
  await utimes(place, nowMs / 1000, nowMs / 1000).catch(() => undefined);
}

/**
 * Removes what has not been used for a day, but for the three used last. Never fails: what cannot be removed stays.
 * @param parent the folder that holds one kind
 * @param graveyard a folder of the caller's own on the same disk, which is removed with what it holds
 * @returns the names of what was removed
 */
export async function prune(parent: string, graveyard: string, nowMs = Date.now()): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const all = await Promise.all(
    names.map(async (name) => ({ name, usedMs: await lastUsedMs(path.join(parent, name)) })),
  );
  const old = all
    .toSorted((a, b) => b.usedMs - a.usedMs)
    .slice(kept)
    .filter(({ usedMs }) => isIdle(usedMs, nowMs));
  const removed: string[] = [];
  for (const { name } of old) if (await bury(path.join(parent, name), graveyard, nowMs)) removed.push(name);
  return removed;
}

function isIdle(usedMs: number, nowMs: number): boolean {
  return nowMs - usedMs > maybeInUseMs;
}

/** What is gone in the meantime counts as just used: there is nothing to do about it. */
async function lastUsedMs(place: string): Promise<number> {
  return await stat(place).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );
}

/** Taken away in one step, so that nobody finds half of it; and put back when somebody began to use it at that moment. */
async function bury(place: string, graveyard: string, nowMs: number): Promise<boolean> {
  const grave = path.join(graveyard, path.basename(place));
  try {
    await mkdir(graveyard, { recursive: true });
    await rename(place, grave);
    if (!isIdle(await lastUsedMs(grave), nowMs)) {
      await rename(grave, place);
      return false;
    }
    await rm(grave, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch {
    return false;
  }
}
