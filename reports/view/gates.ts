/** Whether the measurement can be trusted: gates, and what was not measured. */
import { formatPlain } from '../../runner/model/format.ts';
import type { Plan } from '../../runner/model/plan.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import type { RunGate, Verdict } from '../../runner/model/verdict.ts';
import { counted, listed, text } from './cells.ts';
import { largest, sum } from './segments.ts';
import type { Cell, Table } from './types.ts';

function stateCell({ ok }: RunGate): Cell {
  if (ok === null) return text('no reading', { tone: 'doubt' });
  return ok ? text('held', { tone: 'good' }) : text('tripped', { tone: 'bad' });
}

/** Gates have units of their own, which their notes say. */
function shown(value: number | null): string {
  const written = formatPlain(value);
  return written.includes('.') ? written.replace(/\.?0+$/, '') : written;
}

export function gatesTable(verdict: Verdict): Table {
  return {
    id: 'gates',
    title: 'Can it be trusted',
    note: 'Gates look at controls, never at outcomes. Shown is the worst reading of all segments; a tripped gate voids the segment and with it its block.',
    columns: [
      { label: 'Gate', kind: 'text' },
      { label: 'State', kind: 'text' },
      { label: 'Worst reading', kind: 'number' },
      { label: 'Limit', kind: 'number' },
      { label: 'Voided segments', kind: 'text' },
      { label: 'What was found', kind: 'text' },
    ],
    groups: [
      {
        title: null,
        rows: verdict.gates.map((gate) => [
          text(gate.id),
          stateCell(gate),
          text(shown(gate.reading)),
          text(shown(gate.limit)),
          text(gate.voided.join(', ')),
          text(gate.note),
        ]),
      },
    ],
  };
}

/** Readings that can be missing, in words. */
const readings: readonly (readonly [string, (segment: ResultSegment) => number | null])[] = [
  ['the share of users that logged in', (segment) => segment.loggedInShare],
  ['log-ins that Postgres let in', (segment) => segment.serverLogins],
  ['which log-ins were not the pooler’s', (segment) => segment.serverLoginsNotPooler],
  ['the pooler’s transactions', (segment) => segment.poolerTransactions],
  ['refused connections as the app counted them', (segment) => segment.refusedConnections.app],
  ['refused connections in Postgres’s log', (segment) => segment.refusedConnections.log],
  ['SHOW POOLS', (segment) => segment.maxClientsActive],
  ['Postgres backends', (segment) => segment.maxBackends],
  ['CPU of the app', (segment) => segment.cpuS.app],
  ['CPU of Postgres', (segment) => segment.cpuS.postgres],
  ['CPU of PgBouncer', (segment) => segment.cpuS.pgbouncer],
  ['CPU of k6', (segment) => segment.cpuS.k6],
  ['CPU of the runner', (segment) => segment.cpuS.runner],
];

function missingReadings({ segments }: Result): string[] {
  return readings.flatMap(([what, pick]) => {
    const without = segments.filter((segment) => pick(segment) === null);
    if (without.length === 0) return [];
    const where =
      without.length === segments.length
        ? 'in any segment'
        : `in ${without.length === 1 ? 'segment' : 'segments'} ${listed(without.map(({ index }) => String(index)))}`;
    return [`Not read ${where}: ${what}.`];
  });
}

function missedSamples({ segments }: Result): string[] {
  const within = segments.flatMap(({ seconds, durationS }) => seconds.filter(({ offsetS }) => offsetS < durationS));
  const missed = within.filter(({ clActive, backends }) => clActive === null || backends === null).length;
  return missed === 0
    ? []
    : [`Pools or backends were not sampled in ${missed} of ${counted(within.length, 'second')}.`];
}

function medians({ segments }: Result): string[] {
  return segments.flatMap(({ index, arm, medianReason }) =>
    medianReason === null ? [] : [`No median in segment ${index} (${arm}): ${medianReason}`],
  );
}

/** Everything that a reader might take for measured and that was not. */
export function notMeasured(plan: Plan, result: Result): string[] {
  const censored = sum(result.segments.map((segment) => segment.censored));
  return [
    ...(plan.noiseFloor === null ? ['The noise floor of this host: no A/A run is on record.'] : []),
    ...missingReadings(result),
    ...missedSamples(result),
    ...medians(result),
    ...(censored === 0
      ? []
      : [`How ${counted(censored, 'attempt')} would have ended: unanswered when a segment ended (censored).`]),
    `Clients of the pooler between samples: SHOW POOLS is read once a second, and a connection may come and go in between${
      largest(result.segments.map(({ maxClientsActive }) => maxClientsActive)) === null
        ? '.'
        : '; the transaction counts do not miss it.'
    }`,
  ];
}
