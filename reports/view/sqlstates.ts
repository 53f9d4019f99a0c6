/** What Postgres itself logged against the app, by SQLSTATE: a witness beside the causes that the app and the kit gave. */
import { formatCount, missing } from '../../runner/model/format.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import { text } from './cells.ts';
import { type Round, shownOf, sum } from './segments.ts';
import type { Cell, Table } from './types.ts';

/** Those that such an app or a pooler meets (Postgres's manual, appendix A); others stand for themselves. */
const meanings: Readonly<Record<string, string>> = {
  '08P01': 'protocol violation',
  '22012': 'division by zero',
  '23503': 'a referenced row is not there',
  '23505': 'such a row is there already',
  '25P02': 'a command in a transaction that had failed',
  '26000': 'no such prepared statement',
  '28P01': 'wrong password',
  '3D000': 'no such database',
  '40001': 'serialization failure',
  '40P01': 'deadlock',
  '42P05': 'such a prepared statement is there already',
  '53300': 'no connection slot left',
  '55P03': 'a lock could not be had',
  '57014': 'statement timeout, or cancelled',
  '57P01': 'ended by an administrator',
};

function nameCell(sqlstate: string): Cell {
  const meaning = meanings[sqlstate];
  return meaning === undefined ? text(sqlstate) : text(sqlstate, { detail: meaning });
}

/** Of the segments whose log was read. */
function countsOf(segments: readonly ResultSegment[]): Record<string, number>[] {
  return segments.map(({ sqlstates }) => sqlstates).filter((counts) => counts !== null);
}

/** The count over the segments that were read; a dash where none was. */
function countCell(segments: readonly ResultSegment[], sqlstate: string): Cell {
  const read = countsOf(segments);
  if (read.length === 0) return text(missing);
  const count = sum(read.map((counts) => counts[sqlstate] ?? 0));
  const unread = segments.length - read.length;
  return text(formatCount(count), {
    ...(count === 0 ? { tone: 'muted' } : {}),
    ...(unread === 0 ? {} : { detail: `not read in ${unread} of ${segments.length}` }),
  });
}

/** A row for each SQLSTATE, a column for each arm. Null when no segment's log was read. */
export function sqlstatesTable(result: Result, rounds: readonly Round[]): Table | null {
  const shown = result.arms.map((arm) => shownOf(rounds, arm).segments);
  const read = countsOf(shown.flat());
  if (read.length === 0) return null;
  const states = [...new Set(read.flatMap((counts) => Object.keys(counts)))].toSorted();
  return {
    id: 'sqlstates',
    title: 'What Postgres logged',
    note:
      states.length === 0
        ? 'No error of the app’s role.'
        : 'Errors of the app’s role in Postgres’s log by SQLSTATE, over the same segments, the requests before the load included. A request may meet several of them, or none.',
    columns: [
      { label: 'SQLSTATE', kind: 'text' },
      ...result.arms.map((arm) => ({ label: arm, kind: 'number' as const })),
    ],
    groups: [
      { title: null, rows: states.map((state) => [nameCell(state), ...shown.map((some) => countCell(some, state))]) },
    ],
  };
}
