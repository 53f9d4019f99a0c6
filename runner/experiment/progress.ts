/** One line per second while a segment runs. Pure. */
import type { LoadLine } from '../model/load-line.ts';
import type { Windows } from '../model/profile.ts';

export interface LiveReading {
  /** Seconds since the load started. */
  readonly elapsedS: number;
  /** The newest lines of load.ndjson: those that came together last. */
  readonly lines: readonly LoadLine[];
  /** Clients that wait for a server connection, all pools; null when not sampled. */
  readonly clientsWaiting: number | null;
}

/** Where in the run we are: `block 2/6, segment 3/12 pooled`. */
export interface Place {
  readonly block: number;
  readonly blocks: number;
  readonly segment: number;
  readonly segments: number;
  readonly arm: string;
}

/** The line to print. Rates are those of the newest seconds. */
export function progressLine(place: Place, windows: Windows, reading: LiveReading): string {
  const attempts = reading.lines.filter((line) => line.type === 'attempts');
  const users = reading.lines.filter((line) => line.type === 'users');
  const total = attempts.reduce((sum, line) => sum + line.count, 0);
  const failed = attempts.reduce((sum, line) => sum + (line.outcome === 'failed' ? line.count : 0), 0);
  // There is a line about the users for each second: without one nothing is known yet.
  const perS = users.length === 0 ? '-' : (total / users.length).toFixed(1);
  const active = users.at(-1)?.active;
  return [
    `block ${place.block}/${place.blocks}`,
    `segment ${place.segment}/${place.segments} ${place.arm}`,
    `${phaseAt(reading.elapsedS, windows)} ${Math.min(Math.floor(reading.elapsedS), windows.endS)}/${windows.endS} s`,
    `users ${active ?? '-'}`,
    `${perS} requests/s`,
    `${total === 0 ? '-' : ((100 * failed) / total).toFixed(1)} % failed`,
    `waiting ${reading.clientsWaiting ?? '-'}`,
  ].join('  ');
}

function phaseAt(elapsedS: number, windows: Windows): string {
  if (elapsedS >= windows.endS) return 'end';
  if (elapsedS >= windows.steadyFromS) return 'steady';
  return elapsedS >= windows.rampS ? 'settle' : 'ramp';
}
