import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { followLoad } from './follow-load.ts';

it('gives whole lines as they come, and none before there is a file', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-follow-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'load.ndjson');
  const follower = followLoad(file);
  expect(await follower.next()).toEqual([]);
  await appendFile(file, '{"type":"users","second":1}\n{"type":"us');
  expect(await follower.next()).toEqual([{ type: 'users', second: 1 }]);
  expect(await follower.next()).toEqual([]);
  const name = Buffer.from('ers","name":"é"}\n');
  await appendFile(file, name.subarray(0, name.length - 4));
  expect(await follower.next()).toEqual([]);
  await appendFile(file, name.subarray(name.length - 4));
  expect(await follower.next()).toEqual([{ type: 'users', name: 'é' }]);
});
