import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import type { StackProcess } from '../model/stack.ts';
import { parseAuxiliaryVector, parseMachineStat, parseProcessStat, type ProcessStat, type ProcUnits } from './proc.ts';
import { createProcessTrees } from './process-trees.ts';
import type { Source } from './source.ts';

export interface CpuSource extends Source {
  add(process: StackProcess): void;
  /** Why nothing can be read here; null where it can. */
  readonly notMeasured: string | null;
}

/**
 * CPU of trees of processes and of the machine, from one walk over /proc per tick. Where there is no /proc (macOS)
 * the samples are empty, and `notMeasured` says so.
 */
export function cpuSource(processes: readonly StackProcess[], procDir = '/proc'): CpuSource {
  const trees = createProcessTrees(processes);
  const units = readUnits(procDir);
  return {
    names: ['cpu'],
    notMeasured: units === null ? `processor time: this system has no ${procDir} to read it from` : null,
    add: (process) => trees.add(process),
    async read() {
      if (units === null) return [{ type: 'cpu', processes: [], machine: null }];
      const usage = trees.usage(readProcesses(procDir), units);
      const machine = parseMachineStat(readFileSync(`${procDir}/stat`, 'latin1'), units);
      return [{ type: 'cpu', processes: usage, machine }];
    },
    close: async () => {},
  };
}

function readUnits(procDir: string): ProcUnits | null {
  try {
    return parseAuxiliaryVector(readFileSync(`${procDir}/self/auxv`));
  } catch {
    return null;
  }
}

/** Synchronous: /proc never waits for a disk, and a thread hop per file would cost several times the reading. */
function readProcesses(procDir: string): ProcessStat[] {
  const stats: ProcessStat[] = [];
  // A line of it is a few hundred bytes; readFileSync would take twice as long, as it asks for a size first.
  const buffer = Buffer.allocUnsafe(2048);
  for (const name of readdirSync(procDir)) {
    const digit = name.charCodeAt(0);
    if (digit < 48 || digit > 57) continue;
    const stat = readProcess(`${procDir}/${name}/stat`, buffer);
    if (stat !== null) stats.push(stat);
  }
  return stats;
}

/** Null when the process exited between the listing and the reading. */
function readProcess(file: string, buffer: Buffer): ProcessStat | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    return parseProcessStat(buffer.toString('latin1', 0, readSync(descriptor, buffer)));
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
