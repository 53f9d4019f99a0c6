import { sleep } from 'k6';
import type { LoadSettings } from '../../runner/model/load-settings.ts';

/** When the load begins and ends, in milliseconds since 1970. */
export interface LoadWindow {
  readonly startMs: number;
  /** No attempt begins from here on. */
  readonly deadlineMs: number;
  /** No attempt lasts longer than this. */
  readonly endMs: number;
}

export function windowFrom(startMs: number, settings: LoadSettings): LoadWindow {
  const deadlineMs = startMs + 1000 * settings.durationS;
  return { startMs, deadlineMs, endMs: deadlineMs + 1000 * settings.graceS };
}

/** Sleeps until a point in time; returns at once when it is past. */
export function sleepUntil(timeMs: number): void {
  const leftMs = timeMs - Date.now();
  if (leftMs > 0) sleep(leftMs / 1000);
}

export function isOver(window: LoadWindow): boolean {
  return Date.now() >= window.deadlineMs;
}
