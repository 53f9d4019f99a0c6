import { defineConfig } from 'poolproof';

const django = {
  python: { requirements: 'fixtures/django-app/requirements.txt' },
  env: { SQL_DIR: '{root}/fixtures/sql/queries', PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
  migrationsCheck: ['{python}', '{root}/fixtures/django-app/manage.py', 'migrate', '--check'],
  readyPath: '/readyz',
  settingsPath: '/settings',
};

/**
 * The reference case: a construction-cost planner whose team put PgBouncer in front of Postgres and set these criteria,
 * but never ran the two side by side.
 */
export default defineConfig({
  apps: {
    node: {
      bundle: 'fixtures/node-app/main.ts',
      command: ['node', '{bundle}'],
      env: { SQL_DIR: '{root}/fixtures/sql/queries' },
      readyPath: '/readyz',
      settingsPath: '/settings',
    },
    // The same app in Django, behind the server that the reference case ran, and behind gunicorn.
    django: {
      ...django,
      command: ['{python}', '{root}/fixtures/django-app/manage.py', 'runserver', '--noreload', '{listen}:{port}'],
    },
    'django-gunicorn': {
      ...django,
      command: ['{python}', '-m', 'gunicorn', '--config', '{root}/fixtures/django-app/gunicorn.conf.py'],
      compose: { service: 'app-django', profile: 'django' },
    },
  },

  database: { seed: ['fixtures/sql/schema.sql', 'fixtures/sql/django.sql', 'fixtures/sql/seed.sql'] },

  pooler: { poolMode: 'transaction', defaultPoolSize: 25, maxClientConn: 1000, queryWaitTimeoutS: 10 },

  arms: [
    // The two that are compared: the toggle is one variable, which flips five things in the app.
    { name: 'direct', via: 'postgres' },
    { name: 'pooled', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}' } },

    // Control arms, which take the five apart.
    { name: 'direct-per-request', via: 'postgres', env: { CONN_MAX_AGE: '0' } },
    { name: 'pooled-persistent', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}', CONN_MAX_AGE: '600' } },
    { name: 'app-pool', via: 'postgres', env: { APP_POOL_SIZE: '25' } },

    // What the team of the reference case planned next, to be measured before it is built: sessions in Redis ("Priority 2"), a
    // query cache ("Priority 3") and more indexes ("Priority 4"). None is a recommendation (docs/guides/arms.md).
    {
      name: 'pooled-redis',
      via: 'pooler',
      env: { PGBOUNCER_PORT: '{poolerPort}', SESSION_STORE: 'redis', REDIS_URL: '{redisUrl}' },
    },
    {
      name: 'pooled-query-cache',
      via: 'pooler',
      env: { PGBOUNCER_PORT: '{poolerPort}', QUERY_CACHE_S: '30' },
    },
    {
      name: 'pooled-indexes',
      via: 'pooler',
      env: { PGBOUNCER_PORT: '{poolerPort}' },
      database: { after: 'fixtures/sql/indexes.sql' },
    },
  ],

  benches: {
    '50-users': {
      users: 50,
      flows: 'scenarios/flows/reference.ts',
      recorded: 'fixtures/reference/recorded-runs.json',
      arms: ['direct', 'pooled'],
      criteria: [
        { metric: 'success rate', arm: 'pooled', bound: '> 99 %' },
        { metric: 'connection errors', arm: 'pooled', bound: '= 0' },
        { metric: 'median response time', arm: 'pooled/direct', bound: '<= 1.10' },
      ],
      // At a constant arrival rate (--open); the team set no criteria of this kind.
      openCriteria: [
        { metric: 'success rate', arm: 'pooled', bound: '> 99 %' },
        { metric: 'p95 response time', arm: 'pooled/direct', bound: '<= 1.10' },
        { metric: 'p99 response time', arm: 'pooled/direct', bound: '<= 1.10' },
      ],
    },
    '100-users': {
      users: 100,
      flows: 'scenarios/flows/reference.ts',
      recorded: 'fixtures/reference/recorded-runs.json',
      arms: ['direct', 'pooled'],
      criteria: [
        { metric: 'success rate', arm: 'pooled', bound: '> 95 %' },
        { metric: 'failures per 300 s', arm: 'pooled', bound: '< 200' },
        { metric: 'connection errors', arm: 'pooled', bound: '= 0' },
        { metric: 'median response time', arm: 'pooled', bound: '< 600 ms' },
        { metric: 'throughput', arm: 'pooled', bound: '>= 18/s' },
        { metric: 'throughput', arm: 'pooled/direct', bound: '>= 1.20' },
      ],
      // At a constant arrival rate (--open); the team set no criteria of this kind.
      openCriteria: [
        { metric: 'success rate', arm: 'pooled', bound: '> 99 %' },
        { metric: 'p95 response time', arm: 'pooled/direct', bound: '<= 1.10' },
        { metric: 'p99 response time', arm: 'pooled/direct', bound: '<= 1.10' },
      ],
    },
  },
});
