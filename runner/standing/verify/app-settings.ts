/** The app's settings as the running app has them, not as a file says. */
import { readAppSettings } from '../../sample/app-settings.ts';
import { failed, ok, startAnew, startPooled, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

interface Expected {
  readonly pooled: boolean;
  readonly poolerPort: number;
  readonly postgresPort: number;
}

export async function checkAppSettings({ standing }: Subject): Promise<Finding> {
  const { asked, parts } = standing.state;
  const { settingsPath } = asked.app;
  if (settingsPath === undefined) {
    return warning('the app does not tell its settings', 'name its settingsPath in poolproof.config.ts');
  }
  return settingsFinding(await readAppSettings(parts.baseUrl, settingsPath), {
    pooled: asked.arm.via === 'pooler',
    poolerPort: parts.poolerConsole.port,
    postgresPort: parts.postgres.port,
  });
}

/** @param settings by the names of the reference apps (fixtures/node-app/README.md); one that is missing is not judged */
export function settingsFinding(settings: Readonly<Record<string, unknown>>, expected: Expected): Finding {
  const port = settings['databasePort'];
  if (port === undefined) return warning('the app does not say its databasePort', 'add it to its settings page');
  if (!expected.pooled) {
    if (port !== expected.postgresPort)
      return failed(`the app connects to port ${showValue(port)}, not to Postgres`, startAnew);
    return warning(`the app connects straight to Postgres (port ${port}); PgBouncer is idle`, startPooled);
  }
  if (port === expected.poolerPort) return pooledFinding(settings, expected.poolerPort);
  const where = port === expected.postgresPort ? `still on Postgres's port ${port}` : `on port ${showValue(port)}`;
  return failed(
    `the app is ${where}, not on PgBouncer's ${expected.poolerPort}`,
    `give the app PGBOUNCER_PORT=${expected.poolerPort} (env of the arm in poolproof.config.ts), then: ${startAnew}`,
  );
}

/** Behind a transaction pool a connection is somebody else's after each transaction. */
function pooledFinding(settings: Readonly<Record<string, unknown>>, poolerPort: number): Finding {
  const { connMaxAgeS, healthChecks, serverSideCursors } = settings;
  const findings = [
    ...(serverSideCursors === true
      ? [
          failed(
            'server-side cursors are on: they break when the pool hands the connection on',
            'DISABLE_SERVER_SIDE_CURSORS=true',
          ),
        ]
      : []),
    ...(typeof connMaxAgeS === 'number' && connMaxAgeS > 0
      ? [warning(`connections are kept for ${connMaxAgeS} s, which the pool does already`, 'CONN_MAX_AGE=0')]
      : []),
    ...(healthChecks === true
      ? [warning('a health check goes before each request, which the pool does already', 'CONN_HEALTH_CHECKS=false')]
      : []),
  ];
  if (findings.length > 0) return together(findings);
  return ok(`the app says: port ${poolerPort} (PgBouncer), nothing kept between requests, no server-side cursors`);
}

function showValue(value: unknown): string {
  return JSON.stringify(value) ?? 'unknown';
}
