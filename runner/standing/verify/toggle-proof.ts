/** Live requests, and what PgBouncer counted of them: whether the app really goes the way it should. */
import http from 'node:http';
import { messageOf } from '../../errors.ts';
import { numberIn, withConnection } from '../../sample/connection.ts';
import { readPoolerTransactions } from '../../sample/pooler-console.ts';
import { failed, ok, startAnew, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

const requests = 20;
const answerWithinMs = 5000;

export interface ToggleReading {
  readonly pooled: boolean;
  readonly requests: number;
  /** Why a request failed, one entry each. */
  readonly failures: readonly string[];
  /** Rise of PgBouncer's transaction count. */
  readonly transactions: number;
  /** Sessions of the app's role in Postgres that PgBouncer did not open. */
  readonly notPoolers: number;
}

export async function checkToggle({ standing }: Subject): Promise<Finding> {
  const { asked, parts } = standing.state;
  const { name } = asked.database;
  const before = await readPoolerTransactions(parts.poolerConsole, name);
  const failures: string[] = [];
  for (let sent = 0; sent < requests; sent += 1) {
    const why = await getOnce(`${parts.baseUrl}${asked.app.readyPath}`);
    if (why !== null) failures.push(why);
  }
  const after = await readPoolerTransactions(parts.poolerConsole, name);
  const notPoolers = await countNotPoolers(standing.state);
  const pooled = asked.arm.via === 'pooler';
  return toggleFinding({ pooled, requests, failures, transactions: after - before, notPoolers });
}

/** By the ports from which PgBouncer connected: a session from any other is not its. */
async function countNotPoolers({ asked, parts }: Subject['standing']['state']): Promise<number> {
  const { name, role } = asked.database;
  // First Postgres: what PgBouncer opens between the two readings is then missing in the first only.
  const sessions = await withConnection(parts.postgres, (connection) =>
    connection.rows(
      "SELECT usename AS role, client_port AS port FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'",
    ),
  );
  const servers = await withConnection(parts.poolerConsole, (connection) => connection.rows('SHOW SERVERS'));
  const ports = new Set(servers.filter((row) => row['database'] === name).map((row) => numberIn(row, 'local_port')));
  return sessions.filter((row) => row['role'] === role && !ports.has(numberIn(row, 'port'))).length;
}

export function toggleFinding({ pooled, requests: sent, failures, transactions, notPoolers }: ToggleReading): Finding {
  if (failures.length > 0)
    return failed(`${failures.length} of ${sent} requests failed: ${failures[0]}`, 'see app.log, and the checks above');
  const counted = `${sent} requests, ${transactions} transactions counted by PgBouncer`;
  if (!pooled) {
    if (transactions === 0) return ok(`${counted}: the app goes straight to Postgres`);
    return failed(
      `${counted}: the app goes through PgBouncer, which was not asked for`,
      'poolproof down, then poolproof up',
    );
  }
  if (transactions < sent) return failed(`${counted}: the app does not go through it`, startAnew);
  if (notPoolers > 0) {
    return failed(
      `${counted}, yet ${notPoolers} sessions of the app's role were not opened by it`,
      `end what connects past PgBouncer, or: ${startAnew}`,
    );
  }
  return ok(`${counted}; every session of the app's role was opened by it`);
}

/** On a connection of its own. Null when it answers 2xx, else why not. */
function getOnce(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: answerWithinMs }, (response) => {
      response.resume();
      response.once('error', (error) => resolve(messageOf(error)));
      response.once('end', () => resolve(whyNot(response)));
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${answerWithinMs / 1000} s`)));
    request.once('error', (error) => resolve(messageOf(error)));
  });
}

function whyNot({ statusCode = 0, headers }: http.IncomingMessage): string | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  const cause = headers['x-poolproof-cause'];
  return `status ${statusCode}${typeof cause === 'string' ? ` (${cause.replaceAll('%20', ' ')})` : ''}`;
}
