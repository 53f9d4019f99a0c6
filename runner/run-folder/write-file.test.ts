import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeFiles, writeJson, writeText } from './write-file.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'poolproof-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const schema = z.strictObject({ first: z.number(), second: z.array(z.number().nullable()) });

describe('writeJson', () => {
  it('writes keys in the schema’s order, two spaces deep, with a newline at the end', async () => {
    const path = join(dir, 'x.json');
    await writeJson(path, schema, { second: [null, 0.1], first: 1 });
    expect(await readFile(path, 'utf8')).toBe('{\n  "first": 1,\n  "second": [\n    null,\n    0.1\n  ]\n}\n');
    expect(await readdir(dir)).toEqual(['x.json']);
  });

  it('writes nothing that a reader would refuse, and names every fault', async () => {
    const path = join(dir, 'x.json');
    await writeFile(path, 'before');
    await expect(writeJson(path, schema, { first: Number.NaN, second: [1, Infinity] })).rejects.toThrow(
      /would be wrong\n {2}first: .*\n {2}second\[1\]: /,
    );
    expect(await readFile(path, 'utf8')).toBe('before');
  });
});

describe('writeText', () => {
  it.runIf(process.platform === 'linux')('leaves what was there, and no half file, when the disk is full', async () => {
    const path = join(dir, 'x.txt');
    await writeFile(path, 'before');
    // What is written under the unfinished name goes to a device that is always full.
    await symlink('/dev/full', `${path}.tmp`);
    await expect(writeText(path, 'after')).rejects.toMatchObject({
      code: 'disk',
      message: `cannot write ${path}: the disk is full`,
      hint: expect.stringContaining('free some space'),
    });
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(dir)).toEqual(['x.txt']);
  });

  it('says when a folder cannot be made', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(writeText(join(dir, 'file/x.txt'), '')).rejects.toThrow('cannot write');
  });
});

describe('writeFiles', () => {
  it('writes into folders below', async () => {
    await writeFiles(
      dir,
      new Map([
        ['csv/a.csv', 'a\n'],
        ['b.md', 'b\n'],
      ]),
    );
    expect(await readFile(join(dir, 'csv/a.csv'), 'utf8')).toBe('a\n');
    expect(await readFile(join(dir, 'b.md'), 'utf8')).toBe('b\n');
  });
});
