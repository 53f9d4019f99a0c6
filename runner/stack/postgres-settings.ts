/** How Postgres is configured: its defaults, but for what is named here. */

/** The sampler's single connection, which must not cost the app a slot. */
export const samplerConnections = 1;

interface PostgresSettings {
  readonly port: number;
  /** What the app meets, reserved slots included. */
  readonly maxConnections: number;
  /** Over those below. */
  readonly more?: Readonly<Record<string, string>>;
}

/** For loading the template: little WAL, no checkpoint in between, and none of it kept, since every segment copies it. */
export const loadingSettings = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  wal_recycle: 'off',
} as const;

/**
 * Arguments of `postgres`. fsync and synchronous_commit keep their defaults: commits that wait for the disk are part of
 * what a connection is held for, alike in every arm.
 */
export function postgresArguments(dataDir: string, { port, maxConnections, more }: PostgresSettings): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections + samplerConnections,
    superuser_reserved_connections: 3,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Read by the sampler: one line for each log-in, log-out and error, with its SQLSTATE and the client's port.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%n|%p|%e|%u|%d|%r|',
    log_connections: 'on',
    log_disconnections: 'on',
    lc_messages: 'C',
    // DETAIL, HINT and STATEMENT lines repeat the prefix, so one error would be counted more than once.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...more,
  };
  return ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Only over TCP, and nobody without a password. */
export const hostBasedAuthentication = `# TYPE DATABASE USER ADDRESS METHOD
host all all 127.0.0.1/32 scram-sha-256
`;
