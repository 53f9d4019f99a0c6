import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseCacheDir, makeFolder, publish } from './cache.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-test-'));
  await chmod(dir, 0o755);
});
afterEach(() => rm(dir, { recursive: true }));

describe('chooseCacheDir', () => {
  const stranger = { uid: 4_000_000, gid: 4_000_000 };

  it('follows XDG', async () => {
    expect(await chooseCacheDir({ XDG_CACHE_HOME: dir }, '/home/x', null)).toEqual({
      dir: `${dir}/poolproof`,
      why: null,
    });
    expect(await chooseCacheDir({}, dir, null)).toEqual({ dir: `${dir}/.cache/poolproof`, why: null });
    expect(await chooseCacheDir({ XDG_CACHE_HOME: 'relative' }, dir, null)).toMatchObject({
      dir: `${dir}/.cache/poolproof`,
    });
  });

  it("stays where the servers' user can reach it, and leaves a home that is closed to it", async () => {
    expect(await chooseCacheDir({}, dir, stranger)).toEqual({ dir: `${dir}/.cache/poolproof`, why: null });
    const home = path.join(dir, 'home');
    await mkdir(home, { mode: 0o700 });
    const why = `user 4000000 cannot pass through ${home}`;
    expect(await chooseCacheDir({}, home, stranger)).toEqual({ dir: '/var/cache/poolproof', why });
  });
});

describe('makeFolder', () => {
  it('lets everyone pass, whatever the umask, and leaves what was there as it is', async () => {
    await chmod(dir, 0o700);
    await makeFolder(path.join(dir, 'a/b'));
    const modes = await Promise.all(
      ['', 'a', 'a/b'].map(async (each) => (await stat(path.join(dir, each))).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o755, 0o755]);
  });

  it('says how to mend it when it cannot', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const hint = 'set XDG_CACHE_HOME to a folder that you can write to';
    await expect(makeFolder(path.join(dir, 'file/x'))).rejects.toMatchObject({ code: 'missing-tool', hint });
  });
});

describe('publish', () => {
  it('leaves the first where it is, and nothing of the second', async () => {
    for (const name of ['first', 'second']) {
      await mkdir(path.join(dir, name));
      await writeFile(path.join(dir, name, 'text'), name);
      await publish(path.join(dir, name), path.join(dir, 'deep/place'));
    }
    expect(await readFile(path.join(dir, 'deep/place/text'), 'utf8')).toBe('first');
    await expect(stat(path.join(dir, 'second'))).rejects.toThrow('ENOENT');
  });
});
