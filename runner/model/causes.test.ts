import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptFacts, causeOf, connectionCauses, isConnectionCause, isDatabaseCause } from './causes.ts';

const failed = (facts: Partial<AttemptFacts>): AttemptFacts => ({
  status: 500,
  errorCode: 0,
  causeHeader: undefined,
  body: '',
  notLoggedIn: false,
  ...facts,
});

const stated = (kind: string, sqlstate: string, text: string) =>
  causeOf(failed({ causeHeader: `${kind};${sqlstate};${encodeURIComponent(text)}` }));

describe('without an answer, the cause is the transport’s', () => {
  it.each([
    [1050, 'timeout'],
    [1211, 'timeout'],
    [1212, 'refused'],
    [1220, 'reset'],
    [1201, 'reset'],
    [1202, 'reset'],
    [1000, 'reset'],
    [1101, 'unknown'],
    [0, 'unknown'],
  ])('k6’s error code %i is %s', (errorCode, cause) => {
    expect(causeOf(failed({ status: 0, errorCode }))).toBe(cause);
  });

  it('and never a header’s, a body’s or a redirect’s', () => {
    const facts = { status: 0, errorCode: 1212, causeHeader: 'db-connect;53300;', body: 'too many clients already' };
    expect(causeOf(failed({ ...facts, notLoggedIn: true }))).toBe('refused');
  });
});

describe('what the app states in its header', () => {
  it.each([
    ['db-connect', '53300', 'sorry, too many clients already', 'pg-53300'],
    ['db-connect', '28P01', 'password authentication failed', 'pg-28P01'],
    ['db-query', '57014', 'canceling statement due to statement timeout', 'pg-57014'],
    ['db-query', '40001', 'could not serialize access', 'pg-40001'],
    ['db-connect', '-', 'ECONNREFUSED', 'db-unreachable'],
    ['db-connect', '-', '', 'db-unreachable'],
    ['app-pool-timeout', '-', 'timeout exceeded when trying to connect', 'app-pool-timeout'],
    ['app-pool-timeout', '53300', '', 'app-pool-timeout'],
    ['db-query', '08P01', 'query_wait_timeout', 'pooler-query-wait-timeout'],
    ['db-connect', '08P01', 'no more connections allowed (max_client_conn)', 'pooler-max-client-conn'],
    ['db-connect', '08P01', 'max_db_client_connections', 'pooler-max-client-conn'],
    ['db-connect', '08P01', 'max_user_client_connections', 'pooler-max-client-conn'],
    [
      'db-connect',
      '08P01',
      'server login has been failing, cached error: … (server_login_retry)',
      'pooler-server-login',
    ],
    ['db-connect', '08P01', 'server login failed: wrong password', 'pooler-server-login'],
    ['db-connect', '08P01', 'SASL authentication failed', 'pooler-auth'],
    ['db-connect', '08P01', 'no such user: app', 'pooler-auth'],
    ['db-connect', '08P01', 'no such database: app', 'pooler-auth'],
    ['db-connect', '08P01', 'unsupported startup parameter: statement_timeout', 'pooler-startup-parameter'],
    ['db-query', '08P01', 'query_timeout', 'pooler-query-timeout'],
    ['db-query', '08P01', 'idle transaction timeout', 'pooler-idle-transaction-timeout'],
    ['db-query', '08P01', 'transaction timeout', 'pooler-transaction-timeout'],
    ['db-query', '08P01', 'client_idle_timeout', 'pooler-client-idle-timeout'],
    ['db-connect', '08P01', 'client_login_timeout (server down)', 'pooler-client-login-timeout'],
    ['db-query', '08P01', 'prepared statement did not exist', 'pooler-prepared-statement'],
    ['db-query', '08P01', 'server conn crashed?', 'pooler-server-closed'],
    ['db-query', '08P01', 'server_lifetime', 'pooler-server-closed'],
    ['db-connect', '08P01', 'pgbouncer cannot connect to server', 'pooler-server-closed'],
    ['db-query', '08P01', 'bouncer shutting down', 'pooler-shutdown'],
    ['db-query', '08P01', 'something new', 'pooler-other'],
  ])('%s;%s;%s is %s', (kind, sqlstate, text, cause) => {
    expect(stated(kind, sqlstate, text)).toBe(cause);
  });

  it('outweighs status and body', () => {
    const facts = { status: 429, causeHeader: 'db-query;57014;', body: 'too many clients already' };
    expect(causeOf(failed(facts))).toBe('pg-57014');
  });

  it.each(['app;-;TypeError', '', ';;', 'db-query;-;', 'db-query;5330;', 'nonsense', 'app;-;%E0%A4%A'])(
    'says nothing usable in %j, so the status does',
    (causeHeader) => {
      expect(causeOf(failed({ causeHeader }))).toBe('http-500');
    },
  );

  it('may hold text that is not URL-encoded', () => {
    expect(causeOf(failed({ causeHeader: 'db-query;08P01;100% query_wait_timeout' }))).toBe(
      'pooler-query-wait-timeout',
    );
  });
});

describe('what an app without the header shows', () => {
  it.each([
    ['FATAL: sorry, too many clients already', 'pg-53300'],
    ['remaining connection slots are reserved for roles with the SUPERUSER attribute', 'pg-53300'],
    ['too many connections for role "app"', 'pg-53300'],
    ['too many connections for database "app"', 'pg-53300'],
    ['query_wait_timeout', 'pooler-query-wait-timeout'],
    ['no more connections allowed (max_client_conn)', 'pooler-max-client-conn'],
    ['(server_login_retry)', 'pooler-server-login'],
    ['canceling statement due to statement timeout', 'pg-57014'],
  ])('%s is %s in a page of status 500', (body, cause) => {
    expect(causeOf(failed({ body }))).toBe(cause);
    expect(causeOf(failed({ status: 503, body }))).toBe(cause);
  });

  it('counts in pages of errors only: other pages may speak of errors', () => {
    expect(causeOf(failed({ status: 404, body: 'too many clients already' }))).toBe('http-404');
    expect(causeOf(failed({ status: 200, body: 'too many clients already' }))).toBe('content');
  });
});

describe('else the status says it', () => {
  it.each([
    [429, 'rate-limit'],
    [401, 'auth'],
    [403, 'auth'],
    [400, 'http-400'],
    [404, 'http-404'],
    [500, 'http-500'],
    [502, 'http-502'],
    [200, 'content'],
    [302, 'content'],
  ])('%i is %s', (status, cause) => {
    expect(causeOf(failed({ status }))).toBe(cause);
  });

  it.each([200, 302])('%i to someone treated as a stranger is auth', (status) => {
    expect(causeOf(failed({ status, notLoggedIn: true }))).toBe('auth');
  });
});

describe('groups of causes', () => {
  it.each(connectionCauses)('%s is a connection error and the database’s', (cause) => {
    expect(isConnectionCause(cause)).toBe(true);
    expect(isDatabaseCause(cause)).toBe(true);
  });

  it.each(['pg-57014', 'pooler-auth', 'pooler-other'])('%s is the database’s, and no connection error', (cause) => {
    expect(isConnectionCause(cause)).toBe(false);
    expect(isDatabaseCause(cause)).toBe(true);
  });

  it.each(['auth', 'rate-limit', 'timeout', 'refused', 'reset', 'content', 'http-500', 'unknown'])(
    '%s is neither',
    (cause) => {
      expect(isConnectionCause(cause)).toBe(false);
      expect(isDatabaseCause(cause)).toBe(false);
    },
  );
});

it('finds a cause for anything, and never throws', () => {
  const facts = fc.record({
    status: fc.constantFrom(0, 200, 302, 404, 429, 500),
    errorCode: fc.integer({ min: 0, max: 1701 }),
    causeHeader: fc.option(fc.string(), { nil: undefined }),
    body: fc.string(),
    notLoggedIn: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (each) => {
      expect(causeOf(each)).toMatch(/^[a-z0-9][a-zA-Z0-9-]+$/);
    }),
    { seed: 1, numRuns: 500 },
  );
});
