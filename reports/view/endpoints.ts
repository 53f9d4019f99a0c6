/** Every endpoint by arm. */
import { formatCount, missing } from '../../runner/model/format.ts';
import type { Result } from '../../runner/model/result.ts';
import { text } from './cells.ts';
import { type EndpointTotal, endpointTotals } from './endpoint-totals.ts';
import { type Round, shownOf } from './segments.ts';
import { mergedTally, quantilesMs } from './tally.ts';
import { formatTime } from './times.ts';
import type { Cell, RowGroup, Table } from './types.ts';

/** The totals of one endpoint, one for each arm that met it. */
interface Line {
  readonly userClass: string;
  readonly name: string;
  readonly arms: readonly (EndpointTotal | undefined)[];
  readonly attempts: number;
}

/** A single cause needs no count: the failures beside it are its. */
function causeWords({ causes }: EndpointTotal): string {
  const counts = Object.entries(causes);
  if (counts.length === 1) return Object.keys(causes).join('');
  return counts
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([cause, count]) => `${cause} ${formatCount(count)}`)
    .join(', ');
}

function timeCell(ms: number | null | undefined): Cell {
  if (ms === null || ms === undefined) return text(missing, { tone: 'muted' });
  return text(formatTime(ms), ms === Infinity ? { tone: 'bad' } : {});
}

function armCells(total: EndpointTotal | undefined): Cell[] {
  if (total === undefined) return [text('0', { tone: 'muted' }), text(missing), text(missing), text(missing)];
  const [median, p95] = quantilesMs(mergedTally(total.steadyOkHdrs), [0.5, 0.95], total.steadyCount);
  const failed: Cell =
    total.failed === 0
      ? text('0', { tone: 'muted' })
      : text(formatCount(total.failed), { tone: 'bad', detail: causeWords(total) });
  return [text(formatCount(total.ok + total.failed)), failed, timeCell(median), timeCell(p95)];
}

function linesOf(result: Result, rounds: readonly Round[]): Line[] {
  const byArm = result.arms.map((arm) => {
    const totals = endpointTotals(shownOf(rounds, arm).segments, ({ userClass, name }) => `${userClass}\u0000${name}`);
    return new Map(totals.map((total) => [total.key, total]));
  });
  const keys = new Set(byArm.flatMap((totals) => [...totals.keys()]));
  return [...keys].map((key) => {
    const arms = byArm.map((totals) => totals.get(key));
    const [userClass = '', name = ''] = key.split('\u0000');
    return { userClass, name, arms, attempts: Math.max(...arms.map((total) => (total ? total.ok + total.failed : 0))) };
  });
}

function groupOf(title: string, lines: readonly Line[]): RowGroup {
  const sorted = lines.toSorted((a, b) => b.attempts - a.attempts || (a.name < b.name ? -1 : 1));
  return { title, rows: sorted.map(({ name, arms }) => [text(name), ...arms.flatMap(armCells)]) };
}

/** Grouped by user class, the most used first. */
export function endpointsTable(result: Result, rounds: readonly Round[]): Table {
  const lines = linesOf(result, rounds);
  const classes = [...new Set(lines.map(({ userClass }) => userClass))].toSorted();
  return {
    id: 'endpoints',
    title: `Every endpoint (${new Set(lines.map(({ name }) => name)).size})`,
    note: 'Attempts that ended and failures are of whole segments; median and p95 of attempts that began in steady, where a failed one counts as infinitely slow (∞).',
    columns: [
      { label: 'Endpoint', kind: 'text' },
      ...result.arms.flatMap((arm) =>
        ['attempts', 'failed', 'median', 'p95'].map((label) => ({ label: `${arm} ${label}`, kind: 'number' as const })),
      ),
    ],
    groups: classes.map((userClass) =>
      groupOf(
        userClass,
        lines.filter((line) => line.userClass === userClass),
      ),
    ),
  };
}
