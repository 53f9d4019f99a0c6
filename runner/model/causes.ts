/**
 * Why an attempt failed. The cause is fixed in the kit when the attempt ends and never changed afterwards; this table is
 * the only place that names causes. Pure TypeScript without imports, because k6 runs it too.
 *
 * Texts of PgBouncer: src/objects.c, src/client.c, src/janitor.c of 1.18 to 1.25; SQLSTATEs: PostgreSQL errcodes.txt.
 */

/** What is known of an attempt when it ends. */
export interface AttemptFacts {
  /** HTTP status, 0 when no response arrived. */
  readonly status: number;
  /** k6's error_code (1050 timeout, 12xx TCP, 0 none). */
  readonly errorCode: number;
  /** Value of the app's X-Poolproof-Cause header (`kind;sqlstate;text`, text URL-encoded), when there is one. */
  readonly causeHeader: string | undefined;
  /** The body, looked at only for a failed attempt without a header. */
  readonly body: string;
  /** The app treats the user as a stranger: sends a page's visitor to the log-in, or answers a log-in with its form again. */
  readonly notLoggedIn: boolean;
}

/** Causes that mean: no database connection could be had, whoever said so. */
export const connectionCauses = [
  'pg-53300',
  'pooler-query-wait-timeout',
  'pooler-max-client-conn',
  'pooler-server-login',
  'app-pool-timeout',
  'db-unreachable',
] as const;

/** True for a cause that counts as a connection error. */
export function isConnectionCause(cause: string): boolean {
  return (connectionCauses as readonly string[]).includes(cause);
}

/** True for causes that the database or the pooler answered with, connection errors included: results, not noise. */
export function isDatabaseCause(cause: string): boolean {
  return isConnectionCause(cause) || cause.startsWith('pg-') || cause.startsWith('pooler-');
}

/** Texts of PgBouncer, whose SQLSTATE (08P01) does not tell them apart, and the cause each one is. */
const poolerTexts: readonly (readonly [RegExp, string])[] = [
  [/query_wait_timeout/, 'pooler-query-wait-timeout'],
  [/max_client_conn|max_db_client_connections|max_user_client_connections/, 'pooler-max-client-conn'],
  [/server_login_retry|server login has been failing|server login failed/, 'pooler-server-login'],
  [/SASL authentication failed|no such user|no such database|pooler error: auth/, 'pooler-auth'],
  [/unsupported startup parameter/, 'pooler-startup-parameter'],
  [/query[_ ]timeout/, 'pooler-query-timeout'],
  [/idle transaction timeout/, 'pooler-idle-transaction-timeout'],
  [/transaction timeout/, 'pooler-transaction-timeout'],
  [/client_idle_timeout/, 'pooler-client-idle-timeout'],
  [/client_login_timeout/, 'pooler-client-login-timeout'],
  [/prepared statement/, 'pooler-prepared-statement'],
  [
    /server shutting down|server connection closed|server_lifetime|pgbouncer cannot connect|server conn crashed/,
    'pooler-server-closed',
  ],
  [/admin forced disconnect|bouncer shutting down/, 'pooler-shutdown'],
];

const protocolViolation = '08P01';

function poolerCause(text: string): string {
  return poolerTexts.find(([pattern]) => pattern.test(text))?.[1] ?? 'pooler-other';
}

/** The cause that the app stated in its header, or null when the header says nothing usable. */
function statedCause(header: string): string | null {
  const [kind = '', sqlstate = '-', encodedText = ''] = header.split(';');
  const text = decode(encodedText);
  if (kind === 'app-pool-timeout') return 'app-pool-timeout';
  if (sqlstate === protocolViolation) return poolerCause(text);
  if (/^[0-9A-Z]{5}$/.test(sqlstate)) return `pg-${sqlstate}`;
  return kind === 'db-connect' ? 'db-unreachable' : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Server texts that an app without our header may show in its error page, before the status says anything. */
const bodyTexts: readonly (readonly [RegExp, string])[] = [
  [
    /too many clients already|remaining connection slots are reserved|too many connections for (role|database)/,
    'pg-53300',
  ],
  [/query_wait_timeout/, 'pooler-query-wait-timeout'],
  [/max_client_conn/, 'pooler-max-client-conn'],
  [/server_login_retry/, 'pooler-server-login'],
  [/canceling statement due to statement timeout/, 'pg-57014'],
];

/** k6's error codes: docs, "Error codes". 1220 and 1201 are resets, 1000 and 1202 come with a bare EOF. */
const transportCauses: Readonly<Record<number, string>> = {
  1050: 'timeout',
  1211: 'timeout',
  1212: 'refused',
  1220: 'reset',
  1201: 'reset',
  1202: 'reset',
  1000: 'reset',
};

/** The cause of a failed attempt, from what the wire and the app said; `unknown` when nothing fits. Never throws. */
export function causeOf(facts: AttemptFacts): string {
  if (facts.status === 0) return transportCauses[facts.errorCode] ?? 'unknown';
  const stated = facts.causeHeader === undefined ? null : statedCause(facts.causeHeader);
  if (stated !== null) return stated;
  if (facts.status === 429) return 'rate-limit';
  const shown = facts.status >= 500 ? bodyTexts.find(([pattern]) => pattern.test(facts.body)) : undefined;
  if (shown !== undefined) return shown[1];
  if (facts.notLoggedIn || facts.status === 401 || facts.status === 403) return 'auth';
  return facts.status >= 400 ? `http-${facts.status}` : 'content';
}
