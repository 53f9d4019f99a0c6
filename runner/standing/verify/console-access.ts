/** Who may reach PgBouncer's admin console, which can stop the pooler. */
import { readConsoleConfig } from './console-config.ts';
import { failed, ok, together, warning, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export async function checkConsoleAccess({ standing }: Subject): Promise<Finding> {
  const { parts, asked } = standing.state;
  const config = await readConsoleConfig(parts.poolerConsole);
  // In a container it listens on every address of a network of its own: what counts is where that is published.
  const published = await standing.kind.publishedOn?.(standing.state);
  const reached = published === undefined ? config : new Map(config).set('listen_addr', published.join(','));
  return consoleFinding(reached, asked.database.role);
}

/** @param config SHOW CONFIG by key */
export function consoleFinding(config: ReadonlyMap<string, string>, role: string): Finding {
  const listen = config.get('listen_addr') ?? '';
  const [admins, readers] = ['admin_users', 'stats_users'].map((key) => names(config.get(key) ?? ''));
  const open = names(listen).filter((address) => !/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(address));
  const findings = [
    ...(admins?.includes(role) === true
      ? [
          failed(
            `the app's role ${role} is an admin of PgBouncer: the app could stop it`,
            `take ${role} out of admin_users`,
          ),
        ]
      : []),
    ...(readers?.includes(role) === true
      ? [warning(`the app's role ${role} may read PgBouncer's console`, `take ${role} out of stats_users`)]
      : []),
    ...(open.length > 0
      ? [
          warning(
            `PgBouncer listens on ${open.join(', ')}: other machines reach its console`,
            'listen_addr = 127.0.0.1 in pgbouncer.ini',
          ),
        ]
      : []),
  ];
  if (findings.length > 0) return together(findings);
  return ok(`admins: ${show(admins)}; readers: ${show(readers)}; listens on ${listen}`);
}

function names(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function show(list: readonly string[] | undefined): string {
  return list === undefined || list.length === 0 ? 'nobody' : list.join(', ');
}
