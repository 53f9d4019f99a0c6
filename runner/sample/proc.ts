/** The text of Linux's /proc: what its fields mean is in proc(5). Pure. */
import type { SampleOf } from '../model/sample-line.ts';

/** One process as /proc/PID/stat gives it; times in clock ticks, memory in pages. */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** Of the process itself, all threads. */
  readonly ownTicks: number;
  /** Of its children that have exited and were waited for, with theirs. */
  readonly exitedChildrenTicks: number;
  /** Clock ticks after boot: with the pid it names a process for good. */
  readonly startTicks: number;
  readonly rssPages: number;
}

export interface ProcUnits {
  readonly ticksPerS: number;
  readonly pageBytes: number;
}

export type MachineCpu = NonNullable<SampleOf<'cpu'>['machine']>;

/** Reads /proc/PID/stat; null when it is not whole. The name in parentheses may itself hold blanks and parentheses. */
export function parseProcessStat(text: string): ProcessStat | null {
  const nameEnd = text.lastIndexOf(')');
  if (nameEnd < 0) return null;
  // fields[0] is the third field of proc(5), the state.
  const fields = text.slice(nameEnd + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const stat: ProcessStat = {
    pid: Number.parseInt(text, 10),
    parentPid: field(4),
    ownTicks: field(14) + field(15),
    exitedChildrenTicks: field(16) + field(17),
    startTicks: field(22),
    rssPages: field(24),
  };
  return Object.values(stat).every((value) => Number.isFinite(value)) ? stat : null;
}

/**
 * Reads /proc/stat: all processors since boot, in seconds. Busy is what ran, without idle, waiting for a disk and stolen
 * time; guests are within user and nice already.
 */
export function parseMachineStat(text: string, units: ProcUnits): MachineCpu | null {
  const all = /^cpu +(.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  if (all === undefined || all.length < 8 || !all.every((ticks) => Number.isFinite(ticks))) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = all;
  const busy = user + nice + system + irq + softIrq;
  return {
    busyS: busy / units.ticksPerS,
    stealS: steal / units.ticksPerS,
    totalS: (busy + idle + ioWait + steal) / units.ticksPerS,
    processors: text.match(/^cpu\d+ /gm)?.length ?? 0,
  };
}

/** AT_PAGESZ and AT_CLKTCK of the auxiliary vector (getauxval(3)), 64-bit little-endian pairs of key and value. */
export function parseAuxiliaryVector(bytes: Buffer): ProcUnits | null {
  const values = new Map<bigint, bigint>();
  for (let at = 0; at + 16 <= bytes.length; at += 16)
    values.set(bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8));
  const pageBytes = values.get(6n);
  const ticksPerS = values.get(17n);
  if (pageBytes === undefined || ticksPerS === undefined) return null;
  return { pageBytes: Number(pageBytes), ticksPerS: Number(ticksPerS) };
}
