import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PoolproofError } from '../../errors.ts';
import { readPoints } from './read-points.ts';
import { aPoint, textOf } from './testing/points.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'poolproof-points-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The text in pieces of so many bytes, each in a turn of its own. */
async function* pieces(text: string, bytes: number): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) {
    await nextTurn();
    yield all.subarray(at, at + bytes);
  }
}

async function* breaking(): AsyncGenerator<Buffer> {
  yield Buffer.from(textOf([aPoint()]));
  await nextTurn();
  throw new Error('the pipe broke');
}

async function read(text: string, file = path.join(dir, 'load.ndjson'), bytes = 7) {
  const faults: PoolproofError[] = [];
  const fault = await readPoints(pieces(text, bytes), file, (each) => faults.push(each));
  return { fault, faults };
}

const written = () => readFile(path.join(dir, 'load.ndjson'), 'utf8');
const at = (seconds: number) => `2025-11-23T03:53:${20 + seconds}.25Z`;

describe('readPoints', () => {
  it('writes whole lines of samples that come in pieces, names of any letters included', async () => {
    const text = textOf([aPoint({ tags: { task: 'GET /größe/日本/<&>' } }), aPoint()]);
    expect(await read(text)).toEqual({ fault: null, faults: [] });
    const lines = (await written()).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line).name ?? 'users')).toEqual([
      'GET /dashboard/',
      'GET /größe/日本/<&>',
      'users',
    ]);
  });

  it('has lines written while more is to come', async () => {
    let early = '';
    async function* points(): AsyncGenerator<Buffer> {
      yield Buffer.from(textOf([aPoint({ time: at(0) }), aPoint({ time: at(4) })]));
      early = await written();
      yield Buffer.from(textOf([aPoint({ time: at(5), metadata: { second: '1763870005' } })]));
    }
    expect(await readPoints(points(), path.join(dir, 'load.ndjson'), () => undefined)).toBeNull();
    expect(early.match(/"type":"\w+","second":\d+/g)).toEqual([
      '"type":"attempts","second":1763870000',
      '"type":"users","second":1763870000',
      '"type":"users","second":1763870001',
    ]);
    expect((await written()).startsWith(early)).toBe(true);
  });

  it('drops a torn last line', async () => {
    await read(textOf([aPoint()]) + textOf([aPoint()]).slice(0, 80));
    expect(await written()).toContain('"count":1,');
  });

  it('reports the first broken sample, once, and counts the rest', async () => {
    const broken = aPoint({ tags: { outcome: 'lost' } });
    const { fault, faults } = await read(textOf([aPoint(), broken, broken, aPoint()]));
    expect(fault?.message).toBe('k6 reported a sample of poolproof_attempt with unknown outcome "lost"');
    expect(faults).toEqual([fault]);
    expect(await written()).toContain('"count":2,');
  });

  it('reports that it cannot write, and reads on to the end', async () => {
    let ended = false;
    async function* points(): AsyncGenerator<Buffer> {
      yield Buffer.from(textOf([aPoint({ time: at(0) }), aPoint({ time: at(9) })]));
      yield Buffer.from(textOf([aPoint({ time: at(20) })]));
      ended = true;
    }
    const faults: PoolproofError[] = [];
    const fault = await readPoints(points(), path.join(dir, 'missing', 'load.ndjson'), (each) => faults.push(each));
    expect(fault).toMatchObject({ code: 'disk' });
    expect({ faults, ended }).toEqual({ faults: [fault], ended: true });
  });

  it.runIf(process.platform === 'linux')('reports a full disk', async () => {
    const { fault } = await read(textOf([aPoint()]), '/dev/full');
    expect(fault).toMatchObject({ code: 'disk', message: 'cannot write /dev/full: the disk is full' });
  });

  it('passes on that the stream broke', async () => {
    const fault = await readPoints(breaking(), path.join(dir, 'load.ndjson'), () => undefined);
    expect(fault).toMatchObject({ code: 'k6', message: 'the pipe broke' });
    expect(await written()).toContain('"count":1,');
  });
});
