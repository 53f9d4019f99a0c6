/** What a reader might take for measured and that was not. */
import { counted } from '../../runner/model/format.ts';
import type { Plan } from '../../runner/model/plan.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import type { Verdict } from '../../runner/model/verdict.ts';
import { segmentNames } from './cells.ts';
import { largest, sum } from './segments.ts';

/** Readings that can be missing, in words. */
const readings: readonly (readonly [string, (segment: ResultSegment) => unknown])[] = [
  ['The share of users that logged in', (segment) => segment.loggedInShare],
  ['Log-ins that Postgres let in', (segment) => segment.serverLogins],
  ['Which log-ins were not the pooler’s', (segment) => segment.serverLoginsNotPooler],
  ['The pooler’s transactions', (segment) => segment.poolerTransactions],
  ['Refused connections as the app counted them', (segment) => segment.refusedConnections.app],
  ['Refused connections in Postgres’s log', (segment) => segment.refusedConnections.log],
  ['The pooler’s settings', (segment) => segment.poolerReadBack],
  ['The app’s own word on its settings', (segment) => segment.appSettings],
  ['Seconds that are not load', (segment) => segment.overheadS],
  ['SHOW POOLS', (segment) => segment.maxClientsActive],
  ['Postgres backends', (segment) => segment.maxBackends],
  ['CPU of the app', (segment) => segment.cpuS.app],
  ['CPU of Postgres', (segment) => segment.cpuS.postgres],
  ['CPU of PgBouncer', (segment) => segment.cpuS.pgbouncer],
  ['CPU of k6', (segment) => segment.cpuS.k6],
  ['CPU of the runner', (segment) => segment.cpuS.runner],
];

/** "(in segments 1 and 2)", "(in every segment)". */
function where({ segments }: Result, some: readonly ResultSegment[]): string {
  return some.length === segments.length ? '(in every segment)' : `(in ${segmentNames(some)})`;
}

/** Each of the sentences once, with the segments that it was said of. */
function saidBy(result: Result, say: (segment: ResultSegment) => readonly string[]): string[] {
  const sentences = new Set(result.segments.flatMap(say));
  return [...sentences].map((sentence) => {
    const some = result.segments.filter((segment) => say(segment).includes(sentence));
    return `${sentence.replace(/\.$/, '')} ${where(result, some)}`;
  });
}

function missingReadings(result: Result): string[] {
  return readings.flatMap(([what, pick]) => {
    const without = result.segments.filter((segment) => pick(segment) === null);
    return without.length === 0 ? [] : [`${what} ${where(result, without)}`];
  });
}

/** What the runner noted; the heading says already that it was not measured. */
function notes(result: Result): string[] {
  return saidBy(result, (segment) => segment.notes.map((note) => note.replace(/^Not measured: /, '')));
}

/** Gates without a reading: of segments, and of the run where no segment has the gate. */
function gatesWithout(result: Result, { gates }: Verdict): string[] {
  const ofSegments = new Set<string>(result.segments.flatMap((segment) => segment.gates.map(({ id }) => id)));
  const ofRun = gates.filter(({ id, ok }) => ok === null && !ofSegments.has(id));
  return [
    ...saidBy(result, (segment) =>
      segment.gates.filter(({ ok }) => ok === null).map(({ id, note }) => `Gate ${id}: ${note}`),
    ),
    ...ofRun.map(({ id, note }) => `Gate ${id}: ${note.replace(/\.$/, '')}`),
  ];
}

function missedSamples({ segments }: Result): string[] {
  const within = segments.flatMap(({ seconds, durationS }) => seconds.filter(({ offsetS }) => offsetS < durationS));
  const missed = within.filter(({ clActive, backends }) => clActive === null || backends === null).length;
  return missed === 0 ? [] : [`Pools or backends in ${missed} of ${counted(within.length, 'second')}`];
}

/** What this run should have measured and did not. */
export function unread(result: Result, verdict: Verdict): string[] {
  return [...missingReadings(result), ...missedSamples(result), ...gatesWithout(result, verdict), ...notes(result)];
}

function medians({ segments }: Result): string[] {
  return segments.flatMap(({ index, arm, medianReason }) =>
    medianReason === null ? [] : [`The median of segment ${index} (${arm}): ${medianReason}`],
  );
}

function tasksNotDrawn({ userClasses }: Plan, { segments }: Result): string[] {
  const met = new Set(
    segments.flatMap(({ endpoints }) => endpoints.map(({ userClass, name }) => `${userClass} ${name}`)),
  );
  const tasks = userClasses.flatMap(({ name: userClass, tasks: own }) => own.map(({ name }) => `${userClass} ${name}`));
  const without = tasks.filter((task) => !met.has(task)).length;
  return without === 0 ? [] : [`${without} of ${counted(tasks.length, 'task')}: no user drew them in this run`];
}

function limits(result: Result): string[] {
  const censored = sum(result.segments.map((segment) => segment.censored));
  const isPoolRead = largest(result.segments.map(({ maxClientsActive }) => maxClientsActive)) !== null;
  return [
    ...(censored === 0
      ? []
      : [`How ${counted(censored, 'attempt')} would have ended: unanswered when a segment ended (censored)`]),
    `Clients of the pooler between samples: SHOW POOLS is read once a second, and a connection may come and go in between${
      isPoolRead ? '; the transaction counts do not miss it' : ''
    }`,
  ];
}

function floorNote({ open, noiseFloor, aa }: Plan): string[] {
  if (open !== null) return ['The noise floor of open runs: A/A runs are closed loops'];
  return noiseFloor === null && aa === null ? ['The noise floor of this host: no A/A run is on record'] : [];
}

/** All of it, and what no run of this kind can measure. */
export function notMeasured(plan: Plan, result: Result, verdict: Verdict): string[] {
  return [
    ...unread(result, verdict),
    ...medians(result),
    ...floorNote(plan),
    ...tasksNotDrawn(plan, result),
    ...limits(result),
  ];
}

/** How many of them a summary names. */
const named = 3;

/** The same for a summary, in one sentence; null when everything was measured that should have been. */
export function notMeasuredInShort(result: Result, verdict: Verdict): string | null {
  const all = unread(result, verdict);
  if (all.length === 0) return null;
  const more = all.length > named ? [`and ${counted(all.length - named, 'more thing')}, named in report.html`] : [];
  return `Not measured: ${[...all.slice(0, named), ...more].join('; ')}.`;
}
