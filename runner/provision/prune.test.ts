import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markUsed, prune } from './prune.ts';

const hourMs = 3600 * 1000;
const nowMs = Date.parse('2026-11-28T12:00:00Z');

let dir: string;
let parent: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-prune-'));
  parent = path.join(dir, 'templates');
});
afterEach(() => rm(dir, { recursive: true }));

/** Something of the cache that was used so many hours ago. */
async function used(name: string, hoursAgo: number): Promise<void> {
  await mkdir(path.join(parent, name, 'data'), { recursive: true });
  await writeFile(path.join(parent, name, 'data', 'PG_VERSION'), '18\n');
  await utimes(path.join(parent, name), new Date(nowMs), new Date(nowMs - hoursAgo * hourMs));
}

const graveyard = (): string => path.join(dir, 'scratch', 'pruned');

describe('pruning the cache', () => {
  it('keeps the three used last, however long ago, and removes the rest whole', async () => {
    for (const [name, hoursAgo] of [
      ['a', 900],
      ['b', 30],
      ['c', 800],
      ['d', 700],
      ['e', 600],
    ] as const)
      await used(name, hoursAgo);
    expect((await prune(parent, graveyard(), nowMs)).toSorted()).toEqual(['a', 'c']);
    expect((await readdir(parent)).toSorted()).toEqual(['b', 'd', 'e']);
    expect(await readdir(graveyard())).toEqual([]);
    expect(await prune(parent, graveyard(), nowMs)).toEqual([]);
  });

  it('touches nothing that was used within a day: a run may be using it', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await used(name, 23);
    expect(await prune(parent, graveyard(), nowMs)).toEqual([]);
    expect(await readdir(parent)).toHaveLength(5);
  });

  it('goes by the time at which each was marked as used', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await used(name, 100);
    await markUsed(path.join(parent, 'a'), nowMs);
    await used('b', 200);
    expect(await prune(parent, graveyard(), nowMs)).toEqual(['b']);
    expect((await stat(path.join(parent, 'a'))).mtimeMs).toBe(nowMs);
  });

  it('lets two do it at once, and there may be nothing to do', async () => {
    expect(await prune(parent, graveyard(), nowMs)).toEqual([]);
    for (let at = 1; at <= 9; at += 1) await used(`t${at}`, 100 + at);
    const both = await Promise.all([1, 2].map((who) => prune(parent, `${graveyard()}-${who}`, nowMs)));
    expect(both.flat().toSorted()).toEqual(['t4', 't5', 't6', 't7', 't8', 't9']);
    expect((await readdir(parent)).toSorted()).toEqual(['t1', 't2', 't3']);
  });

  it('does not mind that what it marks is gone', async () => {
    await expect(markUsed(path.join(parent, 'nowhere'))).resolves.toBeUndefined();
  });
});
