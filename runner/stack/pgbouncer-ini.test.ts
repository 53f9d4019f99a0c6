import { describe, expect, it } from 'vitest';
import { pgbouncerIni, poolerSettingsOf, userList } from './pgbouncer-ini.ts';
import { poolerStopSignal } from './pooler.ts';

const settings = { poolMode: 'transaction', defaultPoolSize: 25, maxClientConn: 1000, queryWaitTimeoutS: 10 } as const;

describe('pgbouncerIni', () => {
  it('names one database and what differs from the defaults', () => {
    const ini = pgbouncerIni({
      listenPort: 6432,
      postgresPort: 5432,
      database: 'app',
      authFile: '/x/userlist.txt',
      settings,
    });
    const lines = ini.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
    expect(lines).toEqual([
      '[databases]',
      'app = host=127.0.0.1 port=5432 dbname=app',
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      'listen_port = 6432',
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      'auth_file = /x/userlist.txt',
      'admin_users = poolproof_console',
      'pool_mode = transaction',
      'default_pool_size = 25',
      'max_client_conn = 1000',
      'query_wait_timeout = 10',
      'ignore_startup_parameters =',
      'log_connections = 1',
      'log_disconnections = 1',
    ]);
  });
});

describe('userList', () => {
  it('doubles quotes', () => expect(userList({ a: 'x"y', b: 'z' })).toBe('"a" "x""y"\n"b" "z"\n'));
});

describe('poolerSettingsOf', () => {
  it('changes what the arm names', () => {
    expect(poolerSettingsOf(settings)).toEqual(settings);
    expect(poolerSettingsOf(settings, { defaultPoolSize: 5 })).toEqual({ ...settings, defaultPoolSize: 5 });
  });
});

describe('poolerStopSignal', () => {
  it.each([
    ['1.18.0', 'SIGTERM'],
    ['1.22.1', 'SIGTERM'],
    ['1.23.0', 'SIGQUIT'],
    ['1.26.1', 'SIGQUIT'],
  ])('%s: %s', (version, signal) => expect(poolerStopSignal(version)).toBe(signal));
});
