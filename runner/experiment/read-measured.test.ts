import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMeasured } from './read-measured.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-measured-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('takes a load that was cut short while k6 wrote it for what broke the run, not for a wrong call of it', async () => {
  const paths = { load: path.join(dir, 'load.ndjson'), samples: path.join(dir, 'samples.ndjson') };
  // k6 writes on where it was: what is before that reads as zeros.
  const line = '{"type":"users","second":1,"active":1,"thinkDrawnMs":0,"thinkRealisedMs":0}\n';
  await writeFile(paths.load, `${'\0'.repeat(100)}${line}${line}`);
  await expect(readMeasured(paths)).rejects.toMatchObject({
    code: 'disk',
    exitCode: 4,
    message: expect.stringContaining('load.ndjson:1: not JSON'),
    hint: expect.stringContaining('run the bench again'),
  });
  await rm(paths.load);
  expect(await readMeasured(paths)).toEqual([null, null]);
});
