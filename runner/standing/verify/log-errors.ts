/** Errors in the logs of the pooler and the server within the last hour. */
import { parsePostgresLine } from '../../sample/postgres-log.ts';
import type { Lines } from '../../sample/log-lines.ts';
import { adviceFor } from './log-advice.ts';
import { ok, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

const hourMs = 3_600_000;
/** Kinds of error that one line can show. */
const mostShown = 3;
/** Not faults: asked before it was up (57P03), shut down as asked (57P01). */
const expectedStates: ReadonlySet<string> = new Set(['57P03', '57P01']);

/** Message → how often. */
export type ErrorCounts = ReadonlyMap<string, number>;

export async function checkLogs({ standing: { kind, state, place }, nowMs }: Subject): Promise<Finding> {
  const sinceMs = nowMs() - hourMs;
  const [pooler, server] = await Promise.all([
    poolerErrors(kind.log(state, place, 'pgbouncer'), sinceMs),
    serverErrors(kind.log(state, place, 'postgres'), sinceMs),
  ]);
  return logsFinding(pooler, server);
}

export function logsFinding(pooler: ErrorCounts, server: ErrorCounts): Finding {
  if (pooler.size + server.size === 0) return ok("no errors in PgBouncer's and Postgres's logs within the last hour");
  const told = together([...tell("PgBouncer's log", pooler), ...tell("Postgres's log", server)]);
  const advice = [...sorted(pooler), ...sorted(server)].flatMap(([message]) => adviceFor(message) ?? []);
  return advice.length === 0 ? told : { ...told, fix: [...new Set(advice)].join('; ') };
}

function tell(where: string, counts: ErrorCounts): Finding[] {
  if (counts.size === 0) return [];
  const shown = sorted(counts)
    .slice(0, mostShown)
    .map(([message, count]) => `${count} × ${message}`);
  const more = counts.size > mostShown ? [`${counts.size - mostShown} more kinds`] : [];
  return [warning(`${where}: ${[...shown, ...more].join(', ')}`, `read ${where}`)];
}

/** The most frequent first. */
function sorted(counts: ErrorCounts): [string, number][] {
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

const poolerLine = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC \[\d+\] (?:WARNING|ERROR|FATAL) (.*)$/;

/** Lines of PgBouncer's log above LOG, without the addresses that make each one different. */
export async function poolerErrors(lines: Lines, sinceMs: number): Promise<ErrorCounts> {
  const counts = new Map<string, number>();
  for await (const line of lines) {
    const [, at, text] = poolerLine.exec(line) ?? [];
    if (at === undefined || text === undefined || Date.parse(`${at.replace(' ', 'T')}Z`) < sinceMs) continue;
    add(counts, text.replace(/^[CS]-0x[0-9a-f]+: /, '').replace(/@[\d.:[\]a-f]+(?=[ :])/, ''));
  }
  return counts;
}

/** ERROR, FATAL and PANIC of Postgres's log, with their SQLSTATE. */
export async function serverErrors(lines: Lines, sinceMs: number): Promise<ErrorCounts> {
  const counts = new Map<string, number>();
  for await (const text of lines) {
    const line = parsePostgresLine(text);
    if (line === null || line.atMs < sinceMs || expectedStates.has(line.sqlstate)) continue;
    if (['ERROR', 'FATAL', 'PANIC'].includes(line.severity)) add(counts, `${line.message} (${line.sqlstate})`);
  }
  return counts;
}

function add(counts: Map<string, number>, message: string): void {
  counts.set(message, (counts.get(message) ?? 0) + 1);
}
