import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findServiceUser, firstBarrier, mayPass, parsePasswd } from './service-user.ts';

const passwd = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
mac:*:-2:-2::/var/empty:/usr/bin/false
`;

describe('parsePasswd', () => {
  it.each([
    ['nobody', { uid: 65_534, gid: 65_533 }],
    ['mac', { uid: 4_294_967_294, gid: 4_294_967_294 }],
    ['none', null],
  ])('%s', (name, user) => expect(parsePasswd(passwd, name)).toEqual(user));
});

describe('mayPass', () => {
  const user = { uid: 10, gid: 20 };
  it.each([
    { mode: 0o700, uid: 10, gid: 0, passes: true },
    { mode: 0o077, uid: 10, gid: 20, passes: false },
    { mode: 0o710, uid: 0, gid: 20, passes: true },
    { mode: 0o701, uid: 0, gid: 20, passes: false },
    { mode: 0o711, uid: 0, gid: 0, passes: true },
    { mode: 0o754, uid: 0, gid: 0, passes: false },
  ])('$mode, of $uid:$gid', ({ passes, ...folder }) => expect(mayPass({ path: '/', ...folder }, user)).toBe(passes));
});

describe('firstBarrier', () => {
  it('names the folder that keeps a stranger out, also above what is yet to be made', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-test-'));
    const stranger = { uid: 4_000_000, gid: 4_000_000 };
    const inside = path.join(dir, 'private', 'deep');
    await chmod(dir, 0o755);
    expect(await firstBarrier(inside, stranger)).toBeNull();
    await mkdir(path.dirname(inside), { mode: 0o700 });
    expect(await firstBarrier(inside, stranger)).toBe(path.dirname(inside));
    expect(await firstBarrier(inside, null)).toBeNull();
    await rm(dir, { recursive: true });
  });
});

describe('findServiceUser', () => {
  it('is nobody for root only', async () => {
    expect(await findServiceUser(1000)).toBeNull();
    expect((await findServiceUser(0))?.uid).toBeGreaterThan(0);
  });
});
