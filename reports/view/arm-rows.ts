/** The rows of the table of arms: how each figure is made from an arm's segments. */
import type { ResultSegment } from '../../runner/model/result.ts';
import { formatCount, formatPercent, formatRate, missing } from '../../runner/model/format.ts';
import { formatCores, fromTo, text, type Write } from './cells.ts';
import { connectionErrors, largest, mean, smallest, successRate, sum, sumRead } from './segments.ts';
import { formatTime, steadyMs, type TimeKey } from './times.ts';
import type { Cell } from './types.ts';

/** One row: how an arm's cell is made from its segments; `short` rows are in the summary too, always or of open runs only. */
export interface ArmRow {
  readonly label: string;
  readonly detail?: string;
  readonly short?: true | 'open';
  /** Only of open runs. */
  readonly open?: true;
  /** Only where a segment is like this. */
  readonly shownIf?: (segment: ResultSegment) => boolean;
  readonly cell: (segments: readonly ResultSegment[]) => Cell;
}

type Pick = (segment: ResultSegment) => number | null;

/** The mean over segments, with the range they span; nothing where one segment was not read. */
function meanOf(pick: Pick, write: Write): ArmRow['cell'] {
  return (segments) => {
    const values = segments.map(pick);
    const gaps = values.filter((value) => value === null).length;
    if (gaps > 0) return text(missing, { detail: `not read in ${gaps} of ${values.length}` });
    const [low, high] = [smallest(values), largest(values)];
    const spread = values.length > 1 && low !== high;
    return text(write(mean(values)), spread ? { detail: fromTo(write(low), write(high), ' – ') } : {});
  };
}

/** A response time: not finite where too many attempts failed. */
function timeOf(key: TimeKey): ArmRow['cell'] {
  return (segments) => {
    const values = segments.map((segment) => steadyMs(segment, key));
    const infinite = values.filter((value) => value === Infinity).length;
    if (infinite === 0) return meanOf((segment) => steadyMs(segment, key), formatTime)(segments);
    const finite = values.filter((value) => value !== Infinity);
    const [low, high] = [smallest(finite), largest(finite)];
    const range = low === high ? formatTime(low) : fromTo(formatTime(low), formatTime(high), ' – ');
    const rest = low === null ? '' : `, else ${range}`;
    return text(formatTime(Infinity), { tone: 'bad', detail: `in ${infinite} of ${segments.length}${rest}` });
  };
}

function totalOf(pick: Pick): ArmRow['cell'] {
  return (segments) => text(formatCount(sumRead(segments.map(pick))));
}

function largestOf(pick: Pick, write: Write): ArmRow['cell'] {
  return (segments) => text(write(largest(segments.map(pick))));
}

const rateOf: ArmRow['cell'] = (segments) => {
  const ended = sum(segments.map(({ attempts, censored }) => attempts - censored));
  const ok = ended - sum(segments.map(({ failures }) => failures));
  const rates = segments.map(successRate);
  const [low, high] = [smallest(rates), largest(rates)];
  return text(
    formatPercent(ended === 0 ? null : ok / ended),
    low === high ? {} : { detail: fromTo(formatPercent(low), formatPercent(high), ' – ') },
  );
};

/** Zero of what should be zero is quiet; more is loud. */
function alarming(cell: ArmRow['cell']): ArmRow['cell'] {
  return (segments) => {
    const made = cell(segments);
    return made.text === '0' || made.text === missing ? made : { ...made, tone: 'bad' };
  };
}

const outcome: readonly ArmRow[] = [
  { label: 'Segments', short: true, cell: (segments) => text(formatCount(segments.length)) },
  { label: 'Success rate', detail: 'ok of ended, whole segments', short: true, cell: rateOf },
  {
    label: 'Connection errors',
    detail: 'no database connection could be had',
    short: true,
    cell: alarming(totalOf(connectionErrors)),
  },
  { label: 'Failures', detail: 'of any cause', short: true, cell: totalOf(({ failures }) => failures) },
  { label: 'Failures before steady', cell: totalOf(({ failuresBeforeSteady }) => failuresBeforeSteady) },
  { label: 'Arrivals due', open: true, cell: totalOf(({ arrivals }) => arrivals?.due ?? null) },
  {
    label: 'Arrivals dropped',
    detail: 'never begun',
    short: true,
    open: true,
    cell: alarming(totalOf(({ arrivals }) => arrivals?.dropped ?? null)),
  },
  { label: 'Attempts', cell: totalOf(({ attempts }) => attempts) },
  { label: 'Censored', detail: 'unanswered at the end', cell: totalOf(({ censored }) => censored) },
  { label: 'Users logged in', short: true, cell: meanOf(({ loggedInShare }) => loggedInShare, formatPercent) },
];

const speed: readonly ArmRow[] = [
  {
    label: 'Median',
    short: true,
    cell: timeOf('medianMs'),
  },
  { label: 'p95', short: true, cell: timeOf('p95Ms') },
  { label: 'p99', short: 'open', cell: timeOf('p99Ms') },
  { label: 'Slowest', short: true, cell: largestOf(({ maxMs }) => maxMs, formatTime) },
  {
    label: 'Goodput',
    detail: 'ok per second',
    short: true,
    cell: meanOf(({ goodputPerS }) => goodputPerS, formatRate),
  },
  {
    label: 'Throughput',
    detail: 'ended per second, failures too',
    cell: meanOf(({ throughputPerS }) => throughputPerS, formatRate),
  },
];

const connections: readonly ArmRow[] = [
  {
    label: 'Most Postgres backends',
    detail: 'of the app’s role',
    short: true,
    cell: largestOf(({ maxBackends }) => maxBackends, formatCount),
  },
  {
    label: 'Server log-ins',
    detail: 'connections that Postgres let in',
    cell: totalOf(({ serverLogins }) => serverLogins),
  },
  {
    label: 'Backends not opened by the pooler',
    detail: 'of those log-ins; 0 is due via the pooler',
    cell: totalOf(({ serverLoginsNotPooler }) => serverLoginsNotPooler),
  },
  {
    label: 'Refused, as the app counted',
    detail: 'SQLSTATE 53300',
    cell: alarming(totalOf(({ refusedConnections }) => refusedConnections.app)),
  },
  {
    label: 'Refused, as Postgres logged',
    detail: 'SQLSTATE 53300',
    cell: alarming(totalOf(({ refusedConnections }) => refusedConnections.log)),
  },
  { label: 'Pooler transactions', short: true, cell: totalOf(({ poolerTransactions }) => poolerTransactions) },
  { label: 'Most cl_active', short: true, cell: largestOf(({ maxClientsActive }) => maxClientsActive, formatCount) },
  { label: 'Most sv_active', short: true, cell: largestOf(({ maxServersActive }) => maxServersActive, formatCount) },
  { label: 'Most cl_waiting', cell: largestOf(({ maxClientsWaiting }) => maxClientsWaiting, formatCount) },
];

const cpuRow = (label: string, role: keyof ResultSegment['cpuS']): ArmRow => ({
  label,
  cell: meanOf(({ cpuS, durationS }) => {
    const seconds = cpuS[role] ?? null;
    return seconds === null || durationS === 0 ? null : seconds / durationS;
  }, formatCores),
});

const cpu: readonly ArmRow[] = [
  cpuRow('App', 'app'),
  cpuRow('Postgres', 'postgres'),
  cpuRow('PgBouncer', 'pgbouncer'),
  cpuRow('k6', 'k6'),
  cpuRow('Runner', 'runner'),
  { ...cpuRow('Redis', 'redis'), shownIf: ({ cpuS }) => cpuS.redis !== undefined },
];

/** In the order shown. */
export const armRowGroups = [
  { title: 'Outcome', rows: outcome },
  { title: 'Speed, in steady; a failed attempt counts as infinitely slow', rows: speed },
  { title: 'Connections', rows: connections },
  { title: 'Processor time', rows: cpu },
] as const;
