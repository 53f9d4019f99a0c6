import { mkdir, mkdtemp, readdir, readlink, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeScratch, parseScratchName, removeStaleScratch, withScratch } from './scratch.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-test-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

/** A folder as a run would have made it. */
async function leave(name: string): Promise<string> {
  const dir = path.join(cacheDir, 'scratch', name);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'rest'), '');
  return dir;
}

async function namespace(): Promise<string> {
  return /\d+/.exec(await readlink('/proc/self/ns/pid').catch(() => ''))?.[0] ?? '-';
}

const left = () => readdir(path.join(cacheDir, 'scratch'));

describe('parseScratchName', () => {
  it.each([
    ['12.345.678.00ff', { pid: 12, startTicks: '345', namespace: '678' }],
    ['12.-.-.00ff.stale', { pid: 12, startTicks: '-', namespace: '-' }],
    ['12.345.678', null],
    ['lost+found', null],
  ])('%s', (name, owner) => expect(parseScratchName(name)).toEqual(owner));
});

describe('withScratch', () => {
  it('is gone afterwards, also after a failure', async () => {
    expect(await withScratch(cacheDir, async (dir) => (await readdir(dir)).length)).toBe(0);
    await expect(withScratch(cacheDir, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await left()).toEqual([]);
  });
});

describe('removeStaleScratch', () => {
  it('removes what the dead left, and what was claimed and forgotten', async () => {
    const here = await namespace();
    // The first process of the namespace started at another time than this.
    await leave(`1.1.${here}.aa`);
    await leave(`1.1.${here}.bb.stale`);
    await removeStaleScratch(cacheDir);
    expect(await left()).toEqual([]);
  });

  it('keeps what belongs to the living, to others, and for a day what belongs to another container', async () => {
    const own = path.basename(await makeScratch(cacheDir));
    await leave('1.1.99.aa');
    const old = await leave('1.1.99.bb');
    await leave('lost+found');
    const longAgo = Date.now() / 1000 - 25 * 3600;
    await utimes(old, longAgo, longAgo);
    await removeStaleScratch(cacheDir);
    expect((await left()).toSorted()).toEqual(['1.1.99.aa', own, 'lost+found'].toSorted());
  });
});
