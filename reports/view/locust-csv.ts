/**
 * What scripts that read Locust's CSV files look for: the same files, headers and rows (locust/stats.py), milliseconds.
 * They hold the ended attempts of the arm's `ok` segments. docs/reports.md says how each column is made.
 */
import type { ResultSegment } from '../../runner/model/result.ts';
import { addedCauses, type EndpointTotal, endpointTotal, endpointTotals } from './endpoint-totals.ts';
import { sum } from './segments.ts';
import { mergedTally, quantilesMs, type Tally } from './tally.ts';
import type { ValueTable } from './types.ts';

/** Locust's percentiles as fractions, and their headers. */
export const percentiles = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1] as const;
export const percentileHeaders = '50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'.split(',');

const statsHeader = [
  'Type',
  'Name',
  'Request Count',
  'Failure Count',
  'Median Response Time',
  'Average Response Time',
  'Min Response Time',
  'Max Response Time',
  'Average Content Size',
  'Requests/s',
  'Failures/s',
  ...percentileHeaders,
];

/** Six decimals: what is left are the digits of division. */
export function short(value: number): number {
  return Number(value.toFixed(6));
}

/** Percentiles of what ended, never above the slowest that was measured; Locust's own N/A of nothing. */
export function percentileCells(tally: Tally, maxMs: number | null): (number | string)[] {
  return quantilesMs(tally, percentiles).map((ms, at) => {
    if (ms === null) return 'N/A';
    return maxMs === null ? ms : percentiles[at] === 1 ? maxMs : Math.min(ms, maxMs);
  });
}

/** `GET /dashboard/` as Locust keeps it: a method and a name. */
function methodAndName(name: string): [string, string] {
  const space = name.indexOf(' ');
  return space < 0 ? ['', name] : [name.slice(0, space), name.slice(space + 1)];
}

/** Six decimals; 0 of nothing, as Locust says. */
export function per(value: number, divisor: number): number {
  return divisor === 0 ? 0 : short(value / divisor);
}

function statsRow(type: string, name: string, total: EndpointTotal, durationS: number): (string | number)[] {
  const count = total.ok + total.failed;
  const tally = mergedTally(total.hdrs);
  const cells = percentileCells(tally, total.maxMs);
  return [
    type,
    name,
    count,
    total.failed,
    count === 0 ? 0 : (cells[0] ?? 0),
    per(total.sumMs, count),
    total.minMs ?? 0,
    total.maxMs ?? 0,
    per(total.bytes, count),
    per(count, durationS),
    per(total.failed, durationS),
    ...cells,
  ];
}

/** <arm>_stats.csv: a row for each name, and last all of them as `Aggregated`. */
export function locustStats(segments: readonly ResultSegment[]): ValueTable {
  const durationS = sum(segments.map((segment) => segment.durationS));
  const rows = endpointTotals(segments, ({ name }) => name).map((total) =>
    statsRow(...methodAndName(total.key), total, durationS),
  );
  const all = endpointTotal(
    'Aggregated',
    segments.flatMap(({ endpoints }) => endpoints),
  );
  return { header: statsHeader, rows: [...rows, statsRow('', 'Aggregated', all, durationS)] };
}

/** <arm>_failures.csv: the error is the cause. */
export function locustFailures(segments: readonly ResultSegment[]): ValueTable {
  const rows = endpointTotals(segments, ({ name }) => name).flatMap((total) =>
    Object.entries(addedCauses([total.causes]))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([cause, count]) => [...methodAndName(total.key), cause, count]),
  );
  return { header: ['Method', 'Name', 'Error', 'Occurrences'], rows };
}
