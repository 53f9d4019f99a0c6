import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { profiles } from '../model/profile.ts';
import { aFloorRun, aPlan } from '../model/testing/factories.ts';
import { floorPath, keepFloorRun, readFloor, readFloorIfAny } from './store.ts';

const of = { host: aPlan().host, bench: '100-users', profile: 'standard', app: 'node' };
const wanted = {
  profile: profiles.standard,
  users: 100,
  stack: 'native',
  k6Kind: 'poolproof' as const,
  arms: ['direct'],
};

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'poolproof-floor-'));
});
afterEach(() => rm(cache, { recursive: true }));

describe('a noise floor that is kept', () => {
  it('is read again, by this user only, and nothing is left beside it', async () => {
    const file = await keepFloorRun(cache, of, aFloorRun());
    await keepFloorRun(cache, of, aFloorRun({ seed: 2 }));
    expect(await readFloor(cache, of, wanted)).toMatchObject({ arm: 'direct', runs: 2, blocks: 12 });
    // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });

  it.each([
    ['bench', { ...of, bench: '50-users' }],
    ['profile', { ...of, profile: 'smoke' }],
    ['app', { ...of, app: 'django' }],
    ['host', { ...of, host: { ...of.host, processors: 64 } }],
  ])('says nothing of another %s', async (_, other) => {
    await keepFloorRun(cache, of, aFloorRun());
    expect(await readFloor(cache, other, wanted)).toBeNull();
  });
});

describe.each([
  ['not JSON', '{"schema'],
  ['without its keys', '{"schemaVersion":1,"runs":[]}'],
])('a file that is %s', (_, text) => {
  beforeEach(async () => {
    await keepFloorRun(cache, of, aFloorRun());
    await writeFile(floorPath(cache, of), text);
  });

  it('is refused by name, with what mends it', async () => {
    const error: unknown = await readFloor(cache, of, wanted).catch((reason: unknown) => reason);
    if (!(error instanceof PoolproofError)) throw new Error('it was accepted');
    expect(error.message).toContain(floorPath(cache, of));
    expect(error.hint).toContain(`rm '${floorPath(cache, of)}'`);
    expect(error.exitCode).toBe(4);
  });

  it('does not stop a run, which says so', async () => {
    const said: string[] = [];
    expect(await readFloorIfAny(cache, of, wanted, (line) => said.push(line))).toBeNull();
    expect(said.join()).toContain(floorPath(cache, of));
    expect(said.join()).toContain('npx poolproof aa');
  });

  it('is replaced by the next A/A run', async () => {
    const file = await keepFloorRun(cache, of, aFloorRun());
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ runs: [{ seed: 1 }] });
  });
});
