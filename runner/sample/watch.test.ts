import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SampleLine } from '../model/sample-line.ts';
import type { Reading, Source } from './source.ts';
import { watchSource, type Watch } from './watch.ts';

const tick = 1_800_000_000;
const readings: Reading[] = [
  { type: 'pools', rows: [] },
  { type: 'pooler-totals', rows: [] },
];

let lines: SampleLine[];
let answer: (after: Promise<readonly Reading[]>) => void;
let asked: number;
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers({ now: tick * 1000 + 3 });
  lines = [];
  asked = 0;
  const source: Source = {
    names: ['pools', 'pooler-totals'],
    read: () => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    },
    close: async () => {},
  };
  watch = watchSource(source, (more) => lines.push(...more));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Tick, name and reason of what was missed. */
function missed(): [number, string, string][] {
  return lines.flatMap((line) => (line.type === 'missed' ? [[line.tick - tick, line.source, line.reason]] : []));
}

describe('watchSource', () => {
  it('stamps what was read with its tick and the time of the answer', async () => {
    watch.tick(tick);
    await vi.advanceTimersByTimeAsync(40);
    answer(Promise.resolve(readings));
    await watch.end();
    expect(lines).toEqual([
      { type: 'pools', rows: [], tick, at: tick + 0.043 },
      { type: 'pooler-totals', rows: [], tick, at: tick + 0.043 },
    ]);
  });

  it('misses all names of a source that fails, with its reason', async () => {
    watch.tick(tick);
    answer(Promise.reject(new Error('terminating connection due to administrator command')));
    await watch.end();
    expect(missed()).toEqual([
      [0, 'pools', 'terminating connection due to administrator command'],
      [0, 'pooler-totals', 'terminating connection due to administrator command'],
    ]);
  });

  it('misses each tick of a source that is silent, asks it once, and drops the answer that comes too late', async () => {
    watch.tick(tick);
    await vi.advanceTimersByTimeAsync(1000);
    watch.tick(tick + 1);
    await vi.advanceTimersByTimeAsync(1000);
    watch.tick(tick + 2);
    expect(asked).toBe(1);
    answer(Promise.resolve(readings));
    await vi.advanceTimersByTimeAsync(1000);
    expect(missed().filter(([, name]) => name === 'pools')).toEqual([
      [0, 'pools', 'no answer within 0.5 s'],
      [1, 'pools', 'no answer yet to what was asked 1 s ago'],
      [2, 'pools', 'no answer yet to what was asked 2 s ago'],
    ]);
    expect(lines).toHaveLength(6);
    watch.tick(tick + 3);
    answer(Promise.resolve(readings));
    await watch.end();
    expect(asked).toBe(2);
    expect(lines.slice(6).map((line) => [line.type, line.tick])).toEqual([
      ['pools', tick + 3],
      ['pooler-totals', tick + 3],
    ]);
  });

  it('does not ask when it comes to it too late itself', async () => {
    await vi.advanceTimersByTimeAsync(697);
    watch.tick(tick);
    expect(asked).toBe(0);
    expect(missed()[0]).toEqual([0, 'pools', 'the sampler was 0.7 s late']);
  });

  it('waits at its end no longer than until the reading is late', async () => {
    watch.tick(tick);
    const ended = watch.end();
    await vi.advanceTimersByTimeAsync(500);
    await ended;
    expect(missed()[0]).toEqual([0, 'pools', 'no answer within 0.5 s']);
  });
});
