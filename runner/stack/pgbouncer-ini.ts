/** PgBouncer's configuration, as text. */
import type { Arm, PoolerSettings } from '../model/config.ts';
import { consoleUser } from './secrets.ts';

interface IniOptions {
  readonly listenPort: number;
  readonly postgresPort: number;
  readonly database: string;
  readonly authFile: string;
  readonly settings: PoolerSettings;
}

/** pgbouncer.ini: PgBouncer's defaults, but for what is named here. */
export function pgbouncerIni({ listenPort, postgresPort, database, authFile, settings }: IniOptions): string {
  return `[databases]
${database} = host=127.0.0.1 port=${postgresPort} dbname=${database}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${authFile}
admin_users = ${consoleUser}
pool_mode = ${settings.poolMode}
default_pool_size = ${settings.defaultPoolSize}
max_client_conn = ${settings.maxClientConn}
query_wait_timeout = ${settings.queryWaitTimeoutS}
; Startup options such as statement_timeout are refused, as PgBouncer does unless told otherwise.
ignore_startup_parameters =
; Read by the sampler: which of the server's log-ins are the pooler's.
log_connections = 1
log_disconnections = 1
`;
}

/** userlist.txt: what PgBouncer knows of each user's password. Quotes are doubled, as its format asks. */
export function userList(users: Readonly<Record<string, string>>): string {
  return Object.entries(users)
    .map(([user, secret]) => `${quote(user)} ${quote(secret)}\n`)
    .join('');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The bench's settings with those that the arm changes. */
export function poolerSettingsOf(settings: PoolerSettings, change: Arm['pooler'] = {}): PoolerSettings {
  return {
    poolMode: change.poolMode ?? settings.poolMode,
    defaultPoolSize: change.defaultPoolSize ?? settings.defaultPoolSize,
    maxClientConn: change.maxClientConn ?? settings.maxClientConn,
    queryWaitTimeoutS: change.queryWaitTimeoutS ?? settings.queryWaitTimeoutS,
  };
}
