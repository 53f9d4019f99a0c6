import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunFolder, refuseTaken, removeEmptyFolder } from './create-run-folder.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'poolproof-test-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const now = new Date('2025-11-23T03:53:07.123Z');
const create = (out: string | null) => createRunFolder({ cwd, bench: '50-users', now, out });

describe('createRunFolder', () => {
  it('names it by bench and UTC time', async () => {
    expect(await create(null)).toBe(join(cwd, 'runs', '50-users-20251123T035307Z'));
    expect(await readdir(join(cwd, 'runs'))).toEqual(['50-users-20251123T035307Z']);
  });

  it('gives runs of the same second different folders', async () => {
    const dirs = await Promise.all([create(null), create(null), create(null)]);
    expect(new Set(dirs).size).toBe(3);
  });

  it('makes a chosen folder with those above it, and takes an empty one', async () => {
    const out = join(cwd, 'a/b');
    await refuseTaken(out);
    expect(await create(out)).toBe(out);
    await refuseTaken(out);
    expect(await create(out)).toBe(out);
  });

  it.each([
    ['something else', ['notes.txt'], /is not empty, and what it holds is not a run/],
    ['a run', ['plan.json', 'result.json', 'verdict.json'], /already holds a run/],
    [
      'a leftover',
      ['plan.json', 'segments/01-direct/load.ndjson', 'segments/02-pooled/k6.log'],
      /leftover of an unfinished run \(segments begun: 2\)/,
    ],
  ])('refuses a folder that holds %s, and touches nothing', async (_, names, message) => {
    const out = join(cwd, 'out');
    for (const name of names) {
      await mkdir(join(out, name, '..'), { recursive: true });
      await writeFile(join(out, name), '');
    }
    const before = await readdir(out, { recursive: true });
    await expect(create(out)).rejects.toThrow(message);
    await expect(refuseTaken(out)).rejects.toThrow(message);
    await expect(create(out)).rejects.toMatchObject({ code: 'run-folder', hint: expect.stringContaining('--out') });
    expect(await readdir(out, { recursive: true })).toEqual(before);
  });

  it.each(['file', 'file/below'])('says what is wrong when %s is in the way', async (name) => {
    await writeFile(join(cwd, 'file'), '');
    await expect(create(join(cwd, name))).rejects.toThrow(/cannot write .*: a part of its path is a file/);
  });
});

describe('removeEmptyFolder', () => {
  it('takes back a folder only when nothing was kept in it', async () => {
    const made = await create(null);
    await writeFile(join(made, 'plan.json'), '{}');
    await removeEmptyFolder(made);
    expect(await readdir(made)).toEqual(['plan.json']);
    await rm(join(made, 'plan.json'));
    await removeEmptyFolder(made);
    expect(await readdir(join(cwd, 'runs'))).toEqual([]);
  });
});
