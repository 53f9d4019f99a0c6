/** What mends the errors that pooling is known for. Pure. */

const advice: readonly (readonly [pattern: RegExp, mend: string])[] = [
  [
    /prepared statement .* (does not exist|already exists)|\((26000|42P05)\)/,
    'a prepared statement met another server connection: PgBouncer 1.21 or newer with max_prepared_statements, or no preparing in the driver (psycopg: prepare_threshold=None)',
  ],
  [
    /\(53300\)|too many clients|connection slots/,
    'Postgres has no connection left: poolproof up --pooled, a smaller pool, or a larger max_connections',
  ],
  [/query_wait_timeout/, 'clients waited too long for a server: a larger defaultPoolSize, or shorter transactions'],
  [/no more connections allowed|max_client_conn/, 'more clients than maxClientConn: raise it in poolproof.config.ts'],
  [
    /unsupported startup parameter/,
    'PgBouncer refuses startup options such as statement_timeout: ALTER ROLE … SET statement_timeout instead',
  ],
  [
    /authentication failed|\(28P01\)/,
    "somebody used a wrong password: compare POSTGRES_PASSWORD of .env with the app's",
  ],
  [
    /cursor .* does not exist|\(34000\)/,
    'a server-side cursor met another connection: DISABLE_SERVER_SIDE_CURSORS=true',
  ],
  [/relation .* does not exist|\(42P01\)/, "a table is missing: apply the app's migrations"],
];

/** @param message as counted from a log; null when it is none of the known ones */
export function adviceFor(message: string): string | null {
  return advice.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
