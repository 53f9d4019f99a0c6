/** Failures by cause, arm by arm. */
import { isConnectionCause } from '../../runner/model/causes.ts';
import { formatCount } from '../../runner/model/format.ts';
import type { Result } from '../../runner/model/result.ts';
import { text } from './cells.ts';
import { type Round, shownOf, sum } from './segments.ts';
import type { Cell, Table } from './types.ts';

/** What a cause means, for those that a name does not explain. The rest are named by what they are. */
const meanings: Readonly<Record<string, string>> = {
  'pg-53300': 'Postgres had no connection slot left',
  'pg-57014': 'statement timeout',
  'pg-28P01': 'Postgres refused the password',
  'pg-40P01': 'deadlock',
  'pooler-query-wait-timeout': 'waited too long for a server connection of the pool',
  'pooler-max-client-conn': 'the pooler had no client slot left',
  'pooler-server-login': 'the pooler could not log in to Postgres',
  'app-pool-timeout': 'waited too long for the app’s own pool',
  'db-unreachable': 'no one answered where the database should be',
  'pooler-auth': 'the pooler refused the log-in',
  auth: 'the app refused the log-in or the session',
  'rate-limit': 'the app limits its rate (429)',
  timeout: 'no answer in time',
  refused: 'HTTP connection refused',
  reset: 'HTTP connection reset',
  content: 'a page that is not what was asked for',
  unknown: 'nothing told why',
};

export function meaningOf(cause: string): string | null {
  return meanings[cause] ?? null;
}

function nameCell(cause: string): Cell {
  const meaning = meaningOf(cause);
  return meaning === null ? text(cause) : text(cause, { detail: meaning });
}

/** Connection errors first, each group by how often it happened. */
export function failuresTable(result: Result, rounds: readonly Round[]): Table {
  const shown = result.arms.map((arm) => shownOf(rounds, arm).segments);
  const countsOf = (cause: string): number[] =>
    shown.map((segments) => sum(segments.map(({ causes }) => causes[cause] ?? 0)));
  const causes = [...new Set(shown.flat().flatMap((segment) => Object.keys(segment.causes)))]
    .map((cause) => ({ cause, counts: countsOf(cause) }))
    .toSorted((a, b) => sum(b.counts) - sum(a.counts) || (a.cause < b.cause ? -1 : 1));
  const rowsOf = (some: typeof causes): Cell[][] =>
    some.map(({ cause, counts }) => [
      nameCell(cause),
      ...counts.map((count) => text(formatCount(count), count === 0 ? { tone: 'muted' } : {})),
    ]);
  const groups = [
    { title: 'Connection errors', rows: rowsOf(causes.filter(({ cause }) => isConnectionCause(cause))) },
    { title: 'Other causes', rows: rowsOf(causes.filter(({ cause }) => !isConnectionCause(cause))) },
  ];
  return {
    id: 'failures',
    title: 'Why attempts failed',
    note:
      causes.length === 0
        ? 'No attempt failed.'
        : 'Failed attempts by cause, over the same segments. A cause is fixed when the attempt ends, from what the app, the pooler or Postgres said, never from a bare HTTP 500.',
    columns: [{ label: 'Cause', kind: 'text' }, ...result.arms.map((arm) => ({ label: arm, kind: 'number' as const }))],
    groups: groups.filter(({ rows }) => rows.length > 0),
  };
}
