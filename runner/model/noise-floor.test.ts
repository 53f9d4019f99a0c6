import { describe, expect, it } from 'vitest';
import { floorFrom, type FloorRun, type FloorWanted, hostName, noiseFloorSchema, withRun } from './noise-floor.ts';
import { profiles } from './profile.ts';
import { aFloorRun } from './testing/factories.ts';

const wanted: FloorWanted = {
  profile: profiles.standard,
  users: 100,
  stack: 'native',
  k6Kind: 'poolproof',
  arms: ['direct', 'pooled'],
};
const scatter = (goodput: number | null) => ({ goodput, median: 0.05, p95: 0.1, failureRate: 0 });

describe('the floor of a run', () => {
  it('pools the A/A runs by their degrees of freedom', () => {
    const runs = [aFloorRun({ blocks: 6, scatter: scatter(0.02) }), aFloorRun({ blocks: 10, scatter: scatter(0.04) })];
    const floor = floorFrom(runs, wanted);
    expect(noiseFloorSchema.parse(floor)).toMatchObject({ arm: 'direct', runs: 2, blocks: 16, degrees: 14 });
    expect(floor?.scatter.goodput).toBeCloseTo(Math.sqrt((5 * 0.02 ** 2 + 9 * 0.04 ** 2) / 14), 12);
    expect(floor?.medianMs).toBeCloseTo(30, 9);
  });

  it('is not known where one of them was not finite', () => {
    const floor = floorFrom([aFloorRun({ scatter: scatter(null), medianMs: null }), aFloorRun()], wanted);
    expect(floor).toMatchObject({ scatter: { goodput: null, median: 0.05 }, medianMs: null });
  });

  it.each<[string, Partial<FloorRun>]>([
    ['users', { users: 50 }],
    ['stack', { stack: 'compose' }],
    ['k6', { k6Kind: 'stock' }],
    ['length', { windows: { rampUsersPerS: 10, settleS: 5, steadyS: 10, totalS: null } }],
  ])('is not taken from one with another %s', (_, overrides) => {
    expect(floorFrom([aFloorRun(overrides)], wanted)).toBeNull();
  });

  it('is that of the arm most wanted and of no arm that is not; kinds of k6 are never pooled', () => {
    const both = [aFloorRun({ arm: 'pooled', blocks: 8 }), aFloorRun(), aFloorRun({ arm: 'pooled', blocks: 12 })];
    expect(floorFrom(both, wanted)).toMatchObject({ arm: 'direct', blocks: 6 });
    expect(floorFrom(both, { ...wanted, arms: ['pooled'] })).toMatchObject({ arm: 'pooled', blocks: 20 });
    expect(floorFrom(both, { ...wanted, arms: ['app-pool'] })).toBeNull();
    const kinds = [aFloorRun(), aFloorRun({ k6Kind: 'stock', blocks: 8 })];
    expect(floorFrom(kinds, { ...wanted, k6Kind: null })).toMatchObject({ k6Kind: 'stock', blocks: 8 });
  });
});

describe('the runs that are kept', () => {
  it('are the newest ten, each once', () => {
    const many = Array.from({ length: 12 }, (_, seed) => aFloorRun({ seed }));
    const kept = many.reduce<FloorRun[]>((runs, run) => withRun(runs, run), []);
    expect(kept.map(({ seed }) => seed)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(withRun(kept, aFloorRun({ seed: 5, blocks: 8 })).filter(({ seed }) => seed === 5)).toEqual([
      aFloorRun({ seed: 5, blocks: 8 }),
    ]);
  });
});

describe('the host’s name', () => {
  const host = {
    os: 'Linux x64',
    kernel: '6.1.0-30-cloud-amd64',
    cpuModel: 'Intel(R) Xeon(R) CPU @ 2.20GHz',
    processors: 2,
    memoryBytes: 8_335_544_320,
    node: 'v20.19.1',
  };

  it('is one that a file may have, and that outlives an update', () => {
    expect(hostName(host)).toBe('linux-x64_intel-r-xeon-r-cpu-2.20ghz_2-processors_8-gib_kernel-6.1_node-20');
    expect(hostName({ ...host, kernel: '6.1.0-31', memoryBytes: 8_335_500_000, node: 'v20.20.0' })).toBe(
      hostName(host),
    );
    expect(hostName({ ...host, processors: 4 })).not.toBe(hostName(host));
    expect(hostName({ ...host, cpuModel: '../../etc/passwd\0' })).toMatch(/^[a-z0-9._-]+$/);
  });
});
