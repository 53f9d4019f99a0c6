/** The CSV files of our own: base units, one header, nothing rounded for people. */
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import { intervalText } from '../../runner/model/significance.ts';
import type { Criterion, Verdict } from '../../runner/model/verdict.ts';
import { significanceOf } from './floor.ts';
import { locustFailures, locustStats } from './locust-csv.ts';
import { locustHistory } from './locust-history.ts';
import { readingOf } from './metric-reading.ts';
import { connectionErrors, mean, type Round, shownOf, successRate } from './segments.ts';
import type { ValueTable } from './types.ts';

/** pools.csv: one row for each second of each segment; empty where the sample was missed. */
function poolsTable(result: Result): ValueTable {
  return {
    header:
      'segment,arm,block,offsetS,clActive,clWaiting,svActive,svIdle,maxWaitMs,backends,backendsActive,backendsIdleInTransaction'.split(
        ',',
      ),
    rows: result.segments.flatMap(({ index, arm, block, seconds }) =>
      seconds.map((at) => [
        index,
        arm,
        block,
        at.offsetS,
        at.clActive,
        at.clWaiting,
        at.svActive,
        at.svIdle,
        at.maxWaitMs,
        at.backends,
        at.backendsActive,
        at.backendsIdleInTransaction,
      ]),
    ),
  };
}

/** The columns of blocks.csv: a segment's figures by the keys of result.json. */
const blockColumns: readonly (readonly [string, (segment: ResultSegment) => string | number | null])[] = [
  ['block', ({ block }) => block],
  ['segment', ({ index }) => index],
  ['arm', ({ arm }) => arm],
  ['status', ({ status }) => status],
  ['attempts', ({ attempts }) => attempts],
  ['failures', ({ failures }) => failures],
  ['censored', ({ censored }) => censored],
  ['successRate', successRate],
  ['connectionErrors', connectionErrors],
  ['medianMs', ({ medianMs }) => medianMs],
  ['p95Ms', ({ p95Ms }) => p95Ms],
  ['p99Ms', ({ p99Ms }) => p99Ms],
  ['maxMs', ({ maxMs }) => maxMs],
  ['throughputPerS', ({ throughputPerS }) => throughputPerS],
  ['goodputPerS', ({ goodputPerS }) => goodputPerS],
  ['loggedInShare', ({ loggedInShare }) => loggedInShare],
  ['serverLogins', ({ serverLogins }) => serverLogins],
  ['poolerTransactions', ({ poolerTransactions }) => poolerTransactions],
  ['refusedConnectionsApp', ({ refusedConnections }) => refusedConnections.app],
  ['refusedConnectionsLog', ({ refusedConnections }) => refusedConnections.log],
  ['maxClientsActive', ({ maxClientsActive }) => maxClientsActive],
  ['maxServersActive', ({ maxServersActive }) => maxServersActive],
  ['maxClientsWaiting', ({ maxClientsWaiting }) => maxClientsWaiting],
  ['maxBackends', ({ maxBackends }) => maxBackends],
  ['cpuAppS', ({ cpuS }) => cpuS.app],
  ['cpuPostgresS', ({ cpuS }) => cpuS.postgres],
  ['cpuPgbouncerS', ({ cpuS }) => cpuS.pgbouncer],
  ['cpuK6S', ({ cpuS }) => cpuS.k6],
  ['cpuRunnerS', ({ cpuS }) => cpuS.runner],
];

function blocksCsv(result: Result): ValueTable {
  return {
    header: blockColumns.map(([name]) => name),
    rows: result.segments.map((segment) => blockColumns.map(([, pick]) => pick(segment))),
  };
}

/** The mean of an arm's segments; null where the metric is none of a segment, or one segment has no reading. */
function armMean(rounds: readonly Round[], arm: string, metric: string): number | null {
  const pick = readingOf(metric);
  return pick === null ? null : mean(shownOf(rounds, arm).segments.map(pick));
}

type Row = readonly (string | number | null)[];

type Compared = NonNullable<Verdict['further']>[number];

function comparedRow(rounds: readonly Round[], of: string, compared: Compared, effect: string | null): Row {
  const { metric, arm, against, kind, estimate, interval } = compared;
  const values = [armMean(rounds, against, metric), armMean(rounds, arm, metric)];
  return [of, metric, against, arm, ...values, kind, estimate, ...interval, null, effect];
}

function criterionRow(rounds: readonly Round[], criterion: Criterion): Row {
  const { metric, estimate, interval, bound, verdict, beside } = criterion;
  const [arm = '', denominator] = criterion.arm.split('/');
  const against = denominator ?? beside?.arm ?? null;
  const values =
    denominator === undefined
      ? [beside?.estimate ?? null, estimate]
      : [armMean(rounds, denominator, metric), armMean(rounds, arm, metric)];
  const kind = denominator === undefined ? 'level' : 'ratio';
  return ['criterion', metric, against, arm, ...values, kind, estimate, ...interval, bound.text, verdict];
}

/** comparison.csv: what the answer compares, then the criteria, then further arms against those of the answer; values are means over segments, in base units. */
function comparisonCsv(rounds: readonly Round[], verdict: Verdict): ValueTable {
  // low90: whoever takes the one interval for the other must not find it.
  const covered = intervalText(significanceOf(verdict)).replace(' %', '');
  const interval = `low${covered},high${covered}`;
  return {
    header: `of,metric,against,arm,againstValue,armValue,kind,estimate,${interval},bound,verdict`.split(','),
    rows: [
      ...verdict.comparisons.map((each) => comparedRow(rounds, 'answer', each, each.effect)),
      ...verdict.criteria.map((each) => criterionRow(rounds, each)),
      ...(verdict.further ?? []).map((each) => comparedRow(rounds, 'further', each, null)),
    ],
  };
}

/** All files of csv/ by name. */
export function csvTables(result: Result, verdict: Verdict, rounds: readonly Round[]): Map<string, ValueTable> {
  const files = new Map<string, ValueTable>();
  for (const arm of result.arms) {
    const whole = result.segments.filter((segment) => segment.arm === arm && segment.status === 'ok');
    files.set(`${arm}_stats.csv`, locustStats(whole));
    files.set(`${arm}_stats_history.csv`, locustHistory(whole));
    files.set(`${arm}_failures.csv`, locustFailures(whole));
  }
  files.set('pools.csv', poolsTable(result));
  files.set('blocks.csv', blocksCsv(result));
  files.set('comparison.csv', comparisonCsv(rounds, verdict));
  return files;
}
