/** Response times of steady, where failed attempts rank as infinitely slow. */
import { formatMs } from '../../runner/model/format.ts';
import type { ResultSegment } from '../../runner/model/result.ts';

export type TimeKey = 'medianMs' | 'p95Ms' | 'p99Ms';

/** The time in milliseconds: Infinity where there was load and no number came out, null where nothing was measured. */
export function steadyMs(segment: ResultSegment, key: TimeKey): number | null {
  const ms = segment[key];
  const isLoad = (segment.throughputPerS ?? 0) > 0 || (segment.arrivals?.steadyDropped ?? 0) > 0;
  return ms === null && isLoad ? Infinity : ms;
}

export function formatTime(ms: number | null): string {
  return ms === Infinity ? '∞' : formatMs(ms);
}
