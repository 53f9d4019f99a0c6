import { describe, expect, it } from 'vitest';
import type { ProcessStat } from './proc.ts';
import { createProcessTrees } from './process-trees.ts';

const units = { ticksPerS: 100, pageBytes: 10 };

function process(pid: number, parentPid: number, ownTicks: number, more: Partial<ProcessStat> = {}): ProcessStat {
  return { pid, parentPid, ownTicks, exitedChildrenTicks: 0, startTicks: pid, rssPages: 1, ...more };
}

describe('createProcessTrees', () => {
  it('sums a root, its children and theirs, and nobody else', () => {
    const trees = createProcessTrees([{ role: 'postgres', pid: 10 }]);
    const all = [
      process(1, 0, 900),
      process(10, 1, 100),
      process(11, 10, 20),
      process(12, 11, 3),
      process(20, 1, 5000),
    ];
    expect(trees.usage(all, units)).toEqual([{ role: 'postgres', cpuS: 1.23, rssBytes: 30, processes: 3 }]);
  });

  it('keeps what children used who have exited', () => {
    const trees = createProcessTrees([{ role: 'postgres', pid: 10 }]);
    trees.usage([process(10, 1, 100), process(11, 10, 50)], units);
    const after = [process(10, 1, 100, { exitedChildrenTicks: 50 })];
    expect(trees.usage(after, units)).toEqual([{ role: 'postgres', cpuS: 1.5, rssBytes: 10, processes: 1 }]);
  });

  it('gives the runner nothing of the roots that it started, alive or waited for', () => {
    const trees = createProcessTrees([
      { role: 'runner', pid: 5 },
      { role: 'k6', pid: 10 },
    ]);
    const running = [process(5, 1, 40), process(10, 5, 700), process(30, 5, 60)];
    expect(trees.usage(running, units)).toEqual([
      { role: 'runner', cpuS: 0.4, rssBytes: 10, processes: 1 },
      { role: 'k6', cpuS: 7, rssBytes: 10, processes: 1 },
    ]);
    const ended = [process(5, 1, 50, { exitedChildrenTicks: 760 })];
    expect(trees.usage(ended, units)).toEqual([
      { role: 'runner', cpuS: 0.5, rssBytes: 10, processes: 1 },
      { role: 'k6', cpuS: 7, rssBytes: 0, processes: 0 },
    ]);
  });

  it('leaves out a role that was never seen, and takes no other process with a known pid for it', () => {
    const trees = createProcessTrees([{ role: 'app', pid: 10 }]);
    expect(trees.usage([process(9, 1, 5)], units)).toEqual([]);
    trees.usage([process(10, 1, 100)], units);
    const reused = [process(10, 1, 9999, { startTicks: 77 })];
    expect(trees.usage(reused, units)).toEqual([{ role: 'app', cpuS: 1, rssBytes: 0, processes: 0 }]);
  });

  it('adds up several roots of a role, and those that come later', () => {
    const trees = createProcessTrees([{ role: 'app', pid: 10 }]);
    const all = [process(10, 1, 100), process(20, 1, 50)];
    expect(trees.usage(all, units)[0]?.cpuS).toBe(1);
    trees.add({ role: 'app', pid: 20 });
    expect(trees.usage(all, units)).toEqual([{ role: 'app', cpuS: 1.5, rssBytes: 20, processes: 2 }]);
  });
});
