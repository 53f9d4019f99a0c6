import { describe, expect, it } from 'vitest';
import {
  aCpuSample,
  anActivityRow,
  anActivitySample,
  aPoolRow,
  aPoolsSample,
  startsAt,
} from '../model/testing/lines.ts';
import { cpuSeconds, readingsByTick } from './samples.ts';

const database = { name: 'poolproof', role: 'poolproof_app' };
const missed = {
  clActive: null,
  clWaiting: null,
  svActive: null,
  svIdle: null,
  maxWaitMs: null,
  backends: null,
  backendsActive: null,
  backendsIdleInTransaction: null,
};

describe('readingsByTick', () => {
  it('adds up the rows of the app’s database, and no others', () => {
    const rows = [
      aPoolRow(),
      aPoolRow({ user: 'other', clActive: 3, maxWaitUs: 9000 }),
      aPoolRow({ database: 'pgbouncer' }),
    ];
    expect(readingsByTick([aPoolsSample(startsAt, rows)], database)(startsAt)).toEqual({
      ...missed,
      clActive: 7,
      clWaiting: 2,
      svActive: 4,
      svIdle: 6,
      maxWaitMs: 9,
    });
  });

  it('reads a missing row as zero and a missed tick as null', () => {
    const at = readingsByTick([aPoolsSample(startsAt, [])], database);
    expect(at(startsAt)).toEqual({ ...missed, clActive: 0, clWaiting: 0, svActive: 0, svIdle: 0, maxWaitMs: 0 });
    expect(at(startsAt + 1)).toEqual(missed);
  });

  it('counts client backends of the app’s role by state', () => {
    const rows = [
      anActivityRow({ state: 'active', count: 2 }),
      anActivityRow({ state: 'idle', count: 90 }),
      anActivityRow({ state: 'idle in transaction', count: 3 }),
      anActivityRow({ state: 'idle in transaction (aborted)', count: 1 }),
      anActivityRow({ role: 'postgres', state: 'active' }),
      anActivityRow({ role: null, backendType: 'checkpointer', state: null }),
      anActivityRow({ backendType: 'parallel worker', state: 'active' }),
    ];
    expect(readingsByTick([anActivitySample(startsAt, rows)], database)(startsAt)).toEqual({
      ...missed,
      backends: 96,
      backendsActive: 2,
      backendsIdleInTransaction: 4,
    });
  });
});

describe('cpuSeconds', () => {
  const window = { from: startsAt, to: startsAt + 5 };

  it('is what was used between the first and the last reading of the load', () => {
    const samples = [
      aCpuSample(startsAt + 6, { app: 99, postgres: 99 }),
      aCpuSample(startsAt + 5, { app: 4.3, postgres: 2 }),
      aCpuSample(startsAt, { app: 1.1, postgres: 2 }),
      aCpuSample(startsAt - 1, { app: 0.1, postgres: 1 }),
    ];
    expect(cpuSeconds(samples, window)).toEqual({ app: 3.2, postgres: 0, pgbouncer: null, k6: null, runner: null });
  });

  it('starts with the first reading of a process that came later', () => {
    const samples = [
      aCpuSample(startsAt, { app: 1 }),
      aCpuSample(startsAt + 1, { app: 2, k6: 0.5 }),
      aCpuSample(startsAt + 5, { app: 3, k6: 0.75 }),
    ];
    expect(cpuSeconds(samples, window)).toMatchObject({ app: 2, k6: 0.25 });
  });

  it('is null with a single reading', () => {
    expect(cpuSeconds([aCpuSample(startsAt, { app: 1 })], window).app).toBeNull();
  });
});
