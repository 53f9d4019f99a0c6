/** Our arms beside runs that somebody recorded elsewhere, point by point: the profile `reference` has their protocol. */
import { formatCount, formatMs, formatPercent, formatRate } from '../../runner/model/format.ts';
import type { RecordedRun } from '../../runner/model/recorded-runs.ts';
import type { Plan } from '../../runner/model/plan.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import { text } from './cells.ts';
import { sum } from './segments.ts';
import { mergedTally, quantilesMs } from './tally.ts';
import type { Cell, Recorded, RowGroup } from './types.ts';

type Reading = number | null;
type Points = { readonly [key in keyof Omit<RecordedRun, 'name' | 'users'>]: Reading };

/** The whole run of one arm as Locust counts it: response times of all that ended, failures among them. */
function pointsOf(segment: ResultSegment): Points {
  const requests = segment.attempts - segment.censored;
  const ended = mergedTally(segment.endpoints.map(({ hdr }) => hdr));
  const [medianMs = null, p95Ms = null, p99Ms = null, maxMs = null] = quantilesMs(ended, [0.5, 0.95, 0.99, 1]);
  return {
    requests,
    failures: segment.failures,
    successRate: requests === 0 ? null : 1 - segment.failures / requests,
    medianMs,
    meanMs: requests === 0 ? null : sum(segment.endpoints.map(({ sumMs }) => sumMs)) / requests,
    p95Ms,
    p99Ms,
    maxMs,
    throughputPerS: segment.durationS === 0 ? null : requests / segment.durationS,
  };
}

const columns: readonly { readonly label: string; readonly cell: (points: Points) => string }[] = [
  { label: 'Requests', cell: ({ requests }) => formatCount(requests) },
  { label: 'Failures', cell: ({ failures }) => formatCount(failures) },
  { label: 'Success', cell: ({ successRate }) => formatPercent(successRate) },
  { label: 'Median', cell: ({ medianMs }) => formatMs(medianMs) },
  { label: 'Mean', cell: ({ meanMs }) => formatMs(meanMs) },
  { label: 'p95', cell: ({ p95Ms }) => formatMs(p95Ms) },
  { label: 'p99', cell: ({ p99Ms }) => formatMs(p99Ms) },
  { label: 'Slowest', cell: ({ maxMs }) => formatMs(maxMs) },
  { label: 'Requests/s', cell: ({ throughputPerS }) => formatRate(throughputPerS) },
];

function row(name: string, points: Points): Cell[] {
  return [text(name), ...columns.map(({ cell }) => text(cell(points)))];
}

function here({ host, app, stack }: Pick<Plan, 'host' | 'app' | 'stack'>): string {
  return `Here: ${host.os}, ${formatCount(host.processors)} × ${host.cpuModel}; app ${app}, stack ${stack}.`;
}

/** Null when the plan names no recorded runs. */
export function recordedOf(plan: Plan, result: Result): Recorded | null {
  const { recorded } = plan;
  if (recorded === null) return null;
  const ours = result.arms.flatMap((arm) => result.segments.filter((segment) => segment.arm === arm));
  const groups: RowGroup[] = [
    {
      title: 'Here',
      rows: ours.map((segment) => row(`${segment.arm}, ${result.users} users`, pointsOf(segment))),
    },
    { title: 'Recorded', rows: recorded.runs.map((run) => row(run.name, run)) },
  ];
  return {
    table: {
      id: 'recorded',
      title: 'Beside the recorded runs',
      note: `${recorded.about} ${here(plan)} Ours are counted as Locust counts: times of all requests that ended, failed ones too. One run each: no verdict can be had from this table.`,
      columns: [{ label: 'Run', kind: 'text' }, ...columns.map(({ label }) => ({ label, kind: 'number' as const }))],
      groups,
    },
    differs: recorded.differs,
  };
}
