/** Whether .env says what the stack runs with. */
import { portVariables } from '../settings.ts';
import { failed, ok, startAnew, startPooled, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

interface Expected {
  readonly pooled: boolean;
  readonly poolerPort: number;
  readonly postgresPort: number;
}

export function checkEnvironment({ dotenv, standing }: Subject): Finding {
  const { parts, asked } = standing.state;
  return environmentFinding(dotenv, {
    pooled: asked.arm.via === 'pooler',
    poolerPort: parts.poolerConsole.port,
    postgresPort: parts.postgres.port,
  });
}

export function environmentFinding(dotenv: Subject['dotenv'], expected: Expected): Finding {
  if (dotenv === null) return failed('.env is not there', `${startAnew} (it writes .env)`);
  const { mode, values } = dotenv;
  const findings = [
    ...((values.get('POSTGRES_PASSWORD') ?? '') === ''
      ? [failed('.env has no POSTGRES_PASSWORD', `put it back, or: ${startAnew}`)]
      : []),
    ...portFindings(values, expected),
    ...((mode & 0o077) === 0
      ? []
      : [warning(`.env holds a password and others can read it (mode 0${mode.toString(8)})`, 'chmod 600 .env')]),
  ];
  return findings.length > 0
    ? together(findings)
    : ok(`.env has the password and the ports (mode 0${mode.toString(8)})`);
}

function portFindings(values: ReadonlyMap<string, string>, { pooled, ...ports }: Expected): Finding[] {
  const wanted = [
    { name: portVariables.postgres, part: 'Postgres', port: String(ports.postgresPort) },
    ...(pooled ? [{ name: portVariables.pooler, part: 'PgBouncer', port: String(ports.poolerPort) }] : []),
  ];
  const wrong = wanted.flatMap(({ name, part, port }) => {
    const value = values.get(name);
    if (value === port) return [];
    const says = value === undefined ? `.env has no ${name}` : `.env says ${name}=${value}`;
    return [failed(`${says}; ${part} listens on ${port}`, `set ${name}=${port} in .env`)];
  });
  if (pooled || !values.has(portVariables.pooler)) return wrong;
  const detail = `.env sets ${portVariables.pooler}, yet this stack's app connects straight to Postgres`;
  return [...wrong, warning(detail, startPooled)];
}
