/** Whether a load.ndjson still holds what k6 wrote into it. Pure. */
import type { LoadLine } from '../model/load-line.ts';
import type { SegmentWindows } from './windows.ts';

/**
 * What shows that lines of a segment which ran to its end are lost; null when nothing does. A file that was cut between two
 * lines reads like a whole one, and would be judged as a load that grew less. But k6 writes of every second how many users
 * were active, idle seconds included, and ends each batch of lines with that.
 */
export function lostLines(lines: readonly LoadLine[], { startedAt, steadyTo }: SegmentWindows): string | null {
  const told = new Set<number>();
  for (const { type, second } of lines)
    if (type === 'users' && second >= startedAt && second < steadyTo) told.add(second);
  const seconds = steadyTo - startedAt;
  const untold = seconds - told.size;
  if (untold > 0) return `load.ndjson has lost lines: ${untold} of ${seconds} seconds say nothing of their users`;
  return lines.at(-1)?.type === 'users' ? null : 'load.ndjson has lost its last lines: it ends within a second';
}
