/**
 * Postgres's log, with log_line_prefix '%n|%p|%e|%u|%d|%r|', log_connections and log_disconnections on, and messages in
 * English. Pure. The wording is that of versions 15 to 18 (fixtures/captures).
 */
import type { Lines } from './log-lines.ts';

export interface PostgresLogLine {
  readonly atMs: number;
  readonly pid: number;
  readonly sqlstate: string;
  readonly role: string;
  readonly database: string;
  /** The client's port; null when it came through a Unix socket, or for a process that serves no client. */
  readonly clientPort: number | null;
  readonly severity: string;
  readonly message: string;
}

const linePattern = /^(\d+\.\d+)\|(\d+)\|([0-9A-Z]{5})\|([^|]*)\|([^|]*)\|([^|]*)\|([A-Z0-9]+): {2}(.*)$/;

/** Null for what is no line of its own: the rest of a message of several lines. */
export function parsePostgresLine(line: string): PostgresLogLine | null {
  const found = linePattern.exec(line);
  if (found === null) return null;
  const [, epochS = '', pid = '', sqlstate = '', role = '', database = '', client = '', severity = '', message = ''] =
    found;
  const port = /\((\d+)\)$/.exec(client)?.[1];
  return {
    atMs: Math.round(Number(epochS) * 1000),
    pid: Number(pid),
    sqlstate,
    role,
    database,
    clientPort: port === undefined ? null : Number(port),
    severity,
    message,
  };
}

/** A session that Postgres let in. */
export interface ServerLogin {
  readonly atMs: number;
  readonly pid: number;
  readonly clientPort: number | null;
}

export interface PostgresFacts {
  /** Whether it tells of the server's start; if not, its beginning is lost. */
  readonly begins: boolean;
  /** Sessions of the role that were let in, in order, at any time. */
  readonly logins: readonly ServerLogin[];
  /** Attempts of the role within the window that were refused with 53300 (too_many_connections). */
  readonly refused: number;
  /** Errors (ERROR, FATAL, PANIC) of the role within the window, by SQLSTATE. */
  readonly sqlstates: Record<string, number>;
}

/** Unix milliseconds; both ends belong to it. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export function isWithin(window: TimeWindow, atMs: number): boolean {
  return atMs >= window.fromMs && atMs <= window.toMs;
}

/** SQLSTATE too_many_connections: no slot left in the server, or the role's or database's own limit is reached. */
export const tooManyConnections = '53300';
/** Said before anybody is let in, and again after a crash. */
const startMessage = 'database system is ready to accept connections';
const failures: ReadonlySet<string> = new Set(['ERROR', 'FATAL', 'PANIC']);

/** Reads the facts about one role. A message counts once, however many lines (DETAIL, STATEMENT) go with it. */
export async function readPostgresFacts(lines: Lines, role: string, window: TimeWindow): Promise<PostgresFacts> {
  const logins: ServerLogin[] = [];
  const sqlstates: Record<string, number> = {};
  let begins = false;
  for await (const text of lines) {
    const line = parsePostgresLine(text);
    if (line?.message === startMessage) begins = true;
    if (line === null || line.role !== role) continue;
    if (line.severity === 'LOG' && line.message.startsWith('connection authorized:')) {
      logins.push({ atMs: line.atMs, pid: line.pid, clientPort: line.clientPort });
    }
    if (!failures.has(line.severity)) continue;
    if (line.sqlstate === tooManyConnections) dropRefused(logins, line);
    if (isWithin(window, line.atMs)) sqlstates[line.sqlstate] = (sqlstates[line.sqlstate] ?? 0) + 1;
  }
  return { begins, logins, refused: sqlstates[tooManyConnections] ?? 0, sqlstates };
}

/**
 * Postgres says "connection authorized" before it looks whether only reserved slots are left: the same process may say
 * so and then refuse. Such a session never was.
 */
function dropRefused(logins: ServerLogin[], refused: PostgresLogLine): void {
  const at = logins.findLastIndex((login) => login.pid === refused.pid && login.clientPort === refused.clientPort);
  if (at >= 0) logins.splice(at, 1);
}
