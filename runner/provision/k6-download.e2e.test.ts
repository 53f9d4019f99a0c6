import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, removeTestFolder } from '../stack/testing/harness.ts';
import { downloaded } from './k6-download.ts';
import { k6Release } from './k6-release.ts';
import { provide, survey } from './provide.ts';
import { runTool } from './run-tool.ts';
import type { ProvisionContext } from './tool.ts';

const spec = { name: 'k6', sources: [downloaded], hint: 'install it' };
const platform = `${process.platform}-${process.arch}`;
const pinned = k6Release.archives[platform];
const name = pinned?.name ?? 'k6-for-no-platform-that-is-pinned';
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let archive: Buffer;
let dir: string;
let asked: string[];
let server: Server | null = null;

/** An archive as the release's are, with a program that says the version. */
async function packed(folder: string, script: string): Promise<Buffer> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'k6'), script, { mode: 0o700 });
  await writeFile(path.join(folder, name, 'README'), 'not wanted');
  await runTool('tar', ['-czf', 'k6.archive', name], { env: process.env, cwd: folder });
  return readFile(path.join(folder, 'k6.archive'));
}

beforeAll(async () => {
  const folder = await makeTestFolder();
  archive = await packed(folder, '#!/bin/sh\necho k6 v2.2.0\n');
  await removeTestFolder(folder);
});

beforeEach(async () => {
  dir = await makeTestFolder();
  asked = [];
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  await removeTestFolder(dir);
});

/** A mirror that answers like this; `sha256` is what the user says that its archive has. */
async function mirror(answer: RequestListener, sha256 = sha256Of(archive)): Promise<ProvisionContext> {
  const listening = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server = listening;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const port = typeof address === 'object' ? address?.port : null;
  return contextWith({ POOLPROOF_K6_DOWNLOAD: `http://127.0.0.1:${port}/k6/`, POOLPROOF_K6_SHA256: sha256 });
}

function contextWith(env: Record<string, string>): ProvisionContext {
  const cacheDir = path.join(dir, 'cache');
  return { env: { ...process.env, ...env }, cacheDir, packageRoot: dir, serviceUser: null, log: () => undefined };
}

/** Files and folders in the cache, but for the folders that always are there. */
async function cacheContents(): Promise<string[]> {
  const names = await readdir(path.join(dir, 'cache'), { recursive: true }).catch(() => []);
  return names.filter((each) => !['k6', 'scratch'].includes(each));
}

const whole: RequestListener = (_, response) => void response.end(archive);

describe.skipIf(pinned === undefined)('a downloaded k6', () => {
  it('comes once and is kept', async () => {
    const context = await mirror(whole);
    const address = `${context.env['POOLPROOF_K6_DOWNLOAD']}${name}.${pinned?.extension}`;
    expect(await survey(spec, context)).toMatchObject({ from: `stock k6, downloaded from ${address}` });
    const tool = await provide(spec, context);
    expect(tool).toMatchObject({ version: '2.2.0', kind: 'stock', source: `stock k6, downloaded from ${address}` });
    expect((await stat(tool.path)).mode & 0o777).toBe(0o755);
    expect(await provide(spec, context)).toEqual(tool);
    expect(asked).toEqual([`/k6/${name}.${pinned?.extension}`]);
    const folder = `k6/release-2.2.0-${sha256Of(archive).slice(0, 24)}`;
    expect((await cacheContents()).toSorted()).toEqual([folder, `${folder}/k6`]);
  });

  it('may be fetched by two at once', async () => {
    const context = await mirror(whole);
    const [one, other] = await Promise.all([provide(spec, context), provide(spec, context)]);
    expect(one).toEqual(other);
    expect(await cacheContents()).toHaveLength(2);
  });

  it('is checked against the pinned sum when only a mirror is named', async () => {
    const { env } = await mirror(whole);
    const context = contextWith({ POOLPROOF_K6_DOWNLOAD: env['POOLPROOF_K6_DOWNLOAD'] ?? '' });
    await expect(provide(spec, context)).rejects.toThrow(`and not ${pinned?.sha256}, so it is not what was pinned`);
  });

  it.each<[what: string, answer: RequestListener, message: RegExp]>([
    [
      'has another sum',
      (_, response) => void response.end(`${String(archive)} `),
      /its SHA-256 is [0-9a-f]{64} and not/,
    ],
    [
      'is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 50), () => response.destroy());
      },
      /: (other side closed|terminated|aborted)$/,
    ],
    ['is not there', (_, response) => void response.writeHead(404).end('no'), /: HTTP 404$/],
    ['is refused in mid-air', (request) => void request.socket.resetAndDestroy(), /: .*ECONNRESET$/],
  ])('leaves nothing behind when it %s', async (_what, answer, message) => {
    const providing = provide(spec, await mirror(answer));
    await expect(providing).rejects.toThrow(message);
    await expect(providing).rejects.toMatchObject({
      code: 'missing-tool',
      hint: expect.stringContaining('POOLPROOF_K6'),
    });
    expect(await cacheContents()).toEqual([]);
  });

  it('leaves nothing behind when nobody listens', async () => {
    const context = await mirror(whole);
    server?.close();
    await expect(provide(spec, context)).rejects.toThrow(/^cannot download http:\/\/127\.0\.0\.1.*ECONNREFUSED/);
    expect(await cacheContents()).toEqual([]);
  });

  it('leaves nothing behind when it is no archive, or one without a k6 that runs', async () => {
    const text = Buffer.from('<html>Please log in to the Wi-Fi</html>');
    const noArchive = await mirror((_, response) => void response.end(text), sha256Of(text));
    await expect(provide(spec, noArchive)).rejects.toThrow(/: it cannot be unpacked$/);
    const other = await packed(path.join(dir, 'other'), '#!/bin/sh\necho hello\n');
    const noK6 = await mirror((_, response) => void response.end(other), sha256Of(other));
    await expect(provide(spec, noK6)).rejects.toThrow('is it k6?');
    expect(await cacheContents()).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const abort = new AbortController();
    const context = await mirror((_, response) => {
      response.write(archive.subarray(0, 50));
      abort.abort();
    });
    await expect(provide(spec, { ...context, signal: abort.signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect(await cacheContents()).toEqual([]);
  });

  it('needs a sum that is one', async () => {
    const context = contextWith({ POOLPROOF_K6_SHA256: 'abc' });
    await expect(survey(spec, context)).rejects.toThrow('POOLPROOF_K6_SHA256 is abc, which is no SHA-256 in hex');
  });
});
