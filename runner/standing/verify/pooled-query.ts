/** A query through the pooler, as the app's role, with the password of .env. */
import { messageOf } from '../../errors.ts';
import { numberIn, textIn, withConnection } from '../../sample/connection.ts';
import { failed, ok, startAnew, type Finding } from './finding.ts';
import { roleThroughPooler, type Subject } from './subject.ts';

export async function checkPooledQuery(subject: Subject): Promise<Finding> {
  const { parts } = subject.standing.state;
  const address = roleThroughPooler(subject);
  try {
    const [row = {}] = await withConnection(address, (connection) =>
      connection.rows('SELECT current_user AS role, inet_server_port() AS port'),
    );
    const [role, port] = [textIn(row, 'role'), numberIn(row, 'port')];
    if (port !== parts.postgres.port)
      return failed(
        `PgBouncer leads to the Postgres on port ${port}, not to ours on ${parts.postgres.port}`,
        startAnew,
      );
    return ok(`answered as ${role} through ${address.host}:${address.port}, by Postgres on ${port}`);
  } catch (error) {
    return queryFinding(error, address);
  }
}

/** What a refused or broken query means. */
export function queryFinding(error: unknown, { host, port }: { host: string; port: number }): Finding {
  const message = messageOf(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return failed(`nothing listens on ${host}:${port}: PgBouncer does not run`, startAnew);
  if (code === '28P01' || /authentication failed|SASL|SCRAM/i.test(message)) {
    return failed(
      `PgBouncer refuses the password of .env: ${message}`,
      `put the right POSTGRES_PASSWORD back into .env, or: ${startAnew} (it takes the one of .env)`,
    );
  }
  return failed(`the query failed: ${message}`, "see PgBouncer's log below, or: poolproof pools");
}
