import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since boot: with the pid it names one process for good, a pid alone is
 * used again. `-` when there is no such process any more (a zombie is none), or no /proc.
 * Source: proc_pid_stat(5), field 22; the command in field 2 may hold spaces and parentheses.
 */
export function startTicksOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? '-' : (rest[18] ?? '-');
  } catch {
    return '-';
  }
}
