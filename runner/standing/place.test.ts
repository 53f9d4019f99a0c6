import { mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../model/config.ts';
import type { StandingState } from '../model/standing.ts';
import { claimClearing } from './clearing.ts';
import { identityOf } from './identity.ts';
import { claimPlace, placeOf, readState, removePlace, writeState } from './place.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-place-'));
});
afterEach(() => rm(dir, { recursive: true }));

const config = configSchema.parse({
  apps: { app: { command: ['app'], readyPath: '/' } },
  database: { seed: ['seed.sql'] },
  arms: [{ name: 'direct', via: 'postgres' }],
  benches: {},
});

function stateOf(pid: number): StandingState {
  const [app] = Object.values(config.apps);
  const [arm] = config.arms;
  if (app === undefined || arm === undefined) throw new Error('no app');
  return {
    schemaVersion: 1,
    kind: 'native',
    owner: { pid, identity: 'x' },
    startedAt: '2026-11-28T05:00:00.000Z',
    asked: { project: dir, appName: 'app', app, arm, database: config.database, pooler: config.pooler },
    parts: null,
    processes: [],
    native: null,
    compose: null,
  };
}

describe('the place of a standing stack', () => {
  it('is the same for a folder however it is reached, and another for another', async () => {
    await Promise.all(['one', 'two'].map((name) => mkdir(path.join(dir, name))));
    await symlink(path.join(dir, 'one'), path.join(dir, 'link'));
    const [one, link, two] = await Promise.all(
      ['one', 'link', 'two'].map((name) => placeOf(dir, path.join(dir, name))),
    );
    expect(link).toEqual(one);
    expect(two?.dir).not.toBe(one?.dir);
  });

  it('is claimed by one only, with its state, which no one else can read', async () => {
    const place = await placeOf(dir, dir);
    expect(await readState(place)).toBeNull();
    const claims = await Promise.all([1, 2, 3].map((pid) => claimPlace(place, stateOf(pid))));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect((await readState(place))?.owner.pid).toBe(claims.indexOf(true) + 1);
    expect((await stat(place.state)).mode & 0o777).toBe(0o600);
    await removePlace(place);
    expect(await readState(place)).toBeNull();
  });

  it('is gone at once when it is removed, and what a killed removal left goes with the next claim', async () => {
    const place = await placeOf(dir, dir);
    await claimPlace(place, stateOf(1));
    await mkdir(`${place.dir}.gone.killed`);
    await Promise.all([removePlace(place), removePlace(place)]);
    expect(await claimPlace(place, stateOf(2))).toBe(true);
    expect(await readdir(path.dirname(place.dir))).toEqual([path.basename(place.dir)]);
  });

  it('is cleared by one only, and by another when that one has died over it', async () => {
    const place = await placeOf(dir, dir);
    expect(await claimClearing(place, { pid: 1, identity: 'x' })).toBeNull();
    await claimPlace(place, stateOf(1));
    expect(await claimClearing(place, { pid: process.ppid, identity: 'another that had its pid' })).toBeNull();
    const me = { pid: process.pid, identity: (await identityOf(process.pid)) ?? '' };
    const claims = await Promise.all([1, 2, 3].map(() => claimClearing(place, me)));
    expect(claims.filter((owner) => owner === null)).toHaveLength(1);
    expect(claims.filter((owner) => owner !== null)).toEqual([me, me]);
    await removePlace(place);
    expect(await claimClearing(place, me)).toBeNull();
    expect(await readdir(path.dirname(place.dir))).toEqual([]);
  });

  it('is refused when another version wrote it', async () => {
    const place = await placeOf(dir, dir);
    await claimPlace(place, stateOf(1));
    await writeState(place, stateOf(2));
    expect((await readState(place))?.owner.pid).toBe(2);
    await rm(place.state);
    await mkdir(place.state);
    await expect(readState(place)).rejects.toMatchObject({ code: 'stack' });
  });
});
