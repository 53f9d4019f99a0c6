import { describe, expect, it } from 'vitest';
import { cpuSource } from './cpu.ts';

describe('cpuSource', () => {
  it('says what is not measured where there is no /proc, and makes nothing up', async () => {
    const source = cpuSource([{ role: 'app', pid: process.pid }], '/nowhere/proc');
    expect(source.notMeasured).toBe('processor time: this system has no /nowhere/proc to read it from');
    expect(await source.read()).toEqual([{ type: 'cpu', processes: [], machine: null }]);
  });

  it.runIf(process.platform === 'linux')('agrees with what this process knows of itself', async () => {
    const source = cpuSource([{ role: 'runner', pid: process.pid }]);
    expect(source.notMeasured).toBeNull();
    const [sample] = await source.read();
    const { user, system } = process.cpuUsage();
    if (sample?.type !== 'cpu') throw new Error('no sample of the processors');
    expect(sample.processes).toEqual([
      { role: 'runner', cpuS: expect.any(Number), rssBytes: expect.any(Number), processes: 1 },
    ]);
    expect(sample.processes[0]?.cpuS).toBeCloseTo((user + system) / 1e6, 0);
    expect((sample.processes[0]?.rssBytes ?? 0) / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    expect(sample.machine?.totalS).toBeGreaterThan(sample.machine?.busyS ?? Infinity);
    expect(sample.machine?.processors).toBeGreaterThan(0);
  });
});
