/** PgBouncer's version, settings and counters, as its console gives them. */
import type { PoolerSettings } from '../../model/config.ts';
import { isAtLeast, versionIn } from '../../provision/run-tool.ts';
import { readPoolerTransactions } from '../../sample/pooler-console.ts';
import { readBackPooler, type PoolerReadBack } from '../../sample/read-back.ts';
import { failed, ok, startAnew, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** From here on it can follow the prepared statements of the protocol (max_prepared_statements). */
const followsPreparedStatements = '1.21';
const compared = ['poolMode', 'defaultPoolSize', 'maxClientConn', 'queryWaitTimeoutS'] as const;
/** Of Postgres, for superusers. */
const reservedConnections = 3;

export async function checkPoolerSettings({ standing }: Subject): Promise<Finding> {
  const { asked, parts } = standing.state;
  const { name, role, maxConnections } = asked.database;
  const readBack = await readBackPooler(parts.poolerConsole, name, role);
  const transactions = await readPoolerTransactions(parts.poolerConsole, name);
  return poolerFinding(readBack, asked.pooler, { maxConnections, transactions });
}

interface Beside {
  /** What the app meets in Postgres. */
  readonly maxConnections: number;
  /** Since PgBouncer started. */
  readonly transactions: number;
}

export function poolerFinding({ version, settings }: PoolerReadBack, asked: PoolerSettings, beside: Beside): Finding {
  const { poolMode, defaultPoolSize, maxClientConn } = settings;
  const summary =
    `${version}: ${poolMode} pooling, ${defaultPoolSize} servers, ` +
    `${maxClientConn} clients at most, ${beside.transactions} transactions so far`;
  const different = compared.filter((key) => settings[key] !== asked[key]);
  const free = beside.maxConnections - reservedConnections;
  const findings = [
    ...different.map((key) => failed(`${key} is ${settings[key]}, asked for was ${asked[key]}`, startAnew)),
    ...(defaultPoolSize > free
      ? [
          failed(
            `a pool of ${defaultPoolSize} is more than the ${free} connections that Postgres has free`,
            'a smaller defaultPoolSize, or a larger max_connections',
          ),
        ]
      : []),
    ...modeFindings(poolMode),
    ...preparedFindings(version, poolMode),
  ];
  return together([...findings, ok(summary)]);
}

function modeFindings(mode: PoolerSettings['poolMode']): Finding[] {
  const fix = "pooler: { poolMode: 'transaction' } in poolproof.config.ts";
  if (mode === 'session')
    return [warning('session pooling: a client keeps its server until it leaves, so few are shared', fix)];
  if (mode === 'statement') return [warning('statement pooling: transactions of several statements are refused', fix)];
  return [];
}

function preparedFindings(version: string, mode: PoolerSettings['poolMode']): Finding[] {
  if (mode === 'session' || isAtLeast(versionIn(version) ?? '0', followsPreparedStatements)) return [];
  return [
    warning(
      `${version} does not follow prepared statements: a driver that prepares gets "prepared statement … does not exist"`,
      `PgBouncer ${followsPreparedStatements} or newer, or no preparing in the driver (psycopg: prepare_threshold=None)`,
    ),
  ];
}
