/** The arms side by side. */
import { formatCount } from '../../runner/model/format.ts';
import type { Result } from '../../runner/model/result.ts';
import { type ArmRow, armRowGroups } from './arm-rows.ts';
import { listed, text } from './cells.ts';
import { connectionErrors, type Round, type Shown, shownOf, sum } from './segments.ts';
import type { RowGroup, Table } from './types.ts';

/** Connection errors of segments that were voided: they count all the same, so they are said. */
function voidedErrors(rounds: readonly Round[], arm: string, shown: Shown): number {
  const all = rounds.flatMap(({ segments }) => segments.filter((segment) => segment.arm === arm));
  return sum(all.filter((segment) => !shown.segments.includes(segment)).map(connectionErrors));
}

const fromDue = 'Response times run from when an arrival was due; one that was dropped counts as infinitely slow.';

function isOpen({ segments }: Result): boolean {
  return segments.some(({ arrivals }) => arrivals !== null);
}

function noteOf(shown: ReadonlyMap<string, Shown>, rounds: readonly Round[], open: boolean): string {
  const voided = [...shown].flatMap(([arm, each]) => {
    const errors = voidedErrors(rounds, arm, each);
    return errors === 0
      ? []
      : [`${formatCount(errors)} more connection errors in segments of ${arm} that were voided count too.`];
  });
  const uncounted = [...shown].filter(([, each]) => !each.counted).map(([arm]) => arm);
  const basis =
    uncounted.length === 0
      ? 'Totals, largest values, and means over the segments of whole blocks; beside a mean, the range from the lowest segment to the highest.'
      : `There is no whole block: the figures of ${listed(uncounted)} come from segments that count for nothing.`;
  return [basis, ...voided, ...(open ? [fromDue] : [])].join(' ');
}

/** A column for each arm. `short` leaves the rows that a summary shows. */
export function armsTable(result: Result, rounds: readonly Round[], short: boolean): Table {
  const shown = new Map(result.arms.map((arm) => [arm, shownOf(rounds, arm)]));
  const open = isOpen(result);
  const rowsOf = (rows: readonly ArmRow[]): RowGroup['rows'] =>
    rows
      .filter((row) => (!short || row.short === true || (open && row.short === 'open')) && (open || row.open !== true))
      .filter(({ shownIf }) => shownIf === undefined || result.segments.some(shownIf))
      .map(({ label, detail, cell }) => [
        text(label, detail === undefined ? {} : { detail }),
        ...[...shown.values()].map(({ segments }) => cell(segments)),
      ]);
  return {
    id: 'arms',
    title: 'The arms side by side',
    note: noteOf(shown, rounds, open),
    columns: [{ label: '', kind: 'text' }, ...result.arms.map((arm) => ({ label: arm, kind: 'number' as const }))],
    groups: armRowGroups
      .map(({ title, rows }) => ({ title, rows: rowsOf(rows) }))
      .filter(({ rows }) => rows.length > 0),
  };
}
