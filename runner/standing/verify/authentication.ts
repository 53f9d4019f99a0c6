/** How clients prove who they are, and how passwords are kept. */
import { textIn, withConnection } from '../../sample/connection.ts';
import { readConsoleConfig } from './console-config.ts';
import { failed, ok, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export interface AuthenticationReading {
  /** PgBouncer's auth_type. */
  readonly authType: string;
  /** What Postgres keeps of the role's password. */
  readonly kept: 'scram' | 'md5' | 'nothing';
  /** Methods in pg_hba.conf, each once. */
  readonly methods: readonly string[];
}

export async function checkAuthentication({ standing }: Subject): Promise<Finding> {
  const { parts, asked } = standing.state;
  const config = await readConsoleConfig(parts.poolerConsole);
  const role = asked.database.role.replaceAll("'", "''");
  const [kept, rules] = await withConnection(parts.postgres, async (connection) => [
    await connection.rows(`SELECT left(rolpassword, 13) AS start FROM pg_catalog.pg_authid WHERE rolname = '${role}'`),
    await connection.rows(
      'SELECT DISTINCT auth_method AS method FROM pg_catalog.pg_hba_file_rules WHERE error IS NULL',
    ),
  ]);
  return authenticationFinding({
    authType: config.get('auth_type') ?? 'unknown',
    kept: keptAs(kept?.[0]?.['start'] ?? null),
    methods: (rules ?? []).map((row) => textIn(row, 'method')),
  });
}

function keptAs(start: string | null): AuthenticationReading['kept'] {
  if (start === null) return 'nothing';
  return start.startsWith('SCRAM-SHA-256') ? 'scram' : 'md5';
}

export function authenticationFinding({ authType, kept, methods }: AuthenticationReading): Finding {
  const ini = 'auth_type = scram-sha-256 in pgbouncer.ini';
  const hba = 'scram-sha-256 as the method in pg_hba.conf';
  const findings = [
    ...(['any', 'trust'].includes(authType)
      ? [failed(`PgBouncer asks nobody for a password (auth_type ${authType})`, ini)]
      : []),
    ...(['plain', 'md5'].includes(authType) ? [warning(`PgBouncer's auth_type is ${authType}`, ini)] : []),
    ...(methods.includes('trust') ? [failed('pg_hba.conf lets some in without a password (trust)', hba)] : []),
    ...(methods.includes('password') ? [warning('pg_hba.conf has passwords sent as they are (password)', hba)] : []),
    ...(kept === 'nothing' ? [failed("the app's role has no password", 'ALTER ROLE … PASSWORD')] : []),
    ...(kept === 'md5'
      ? [warning("the role's password is kept as md5", "password_encryption = 'scram-sha-256', then set it again")]
      : []),
  ];
  if (findings.length > 0) return together(findings);
  return ok(
    `PgBouncer: ${authType}; Postgres: ${methods.join(', ')}; the password is kept as ${kept === 'scram' ? 'scram-sha-256' : kept}`,
  );
}
