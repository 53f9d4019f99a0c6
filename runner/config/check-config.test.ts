import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../model/config.ts';
import { checkConfig } from './check-config.ts';

const good: ConfigInput = {
  apps: { node: { command: ['node', 'app.js'], readyPath: '/readyz' } },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'direct', via: 'postgres' },
    { name: 'pooled', via: 'pooler', env: { PGBOUNCER_PORT: '{poolerPort}' } },
  ],
  benches: {
    small: {
      users: 5,
      flows: 'flows.ts',
      arms: ['direct', 'pooled'],
      criteria: [{ metric: 'success rate', arm: 'pooled', bound: '> 99 %' }],
    },
  },
};

function faultsOf(input: unknown): readonly string[] {
  const checked = checkConfig(input);
  return 'faults' in checked ? checked.faults : [];
}

function withCriterion(criterion: Record<string, string>) {
  return { ...good, benches: { small: { ...good.benches['small'], criteria: [criterion] } } };
}

describe('checkConfig', () => {
  it('fills in the defaults of a good configuration', () => {
    const checked = checkConfig(good);
    if (!('config' in checked)) throw new Error(checked.faults.join('\n'));
    expect(checked.config.pooler).toEqual({
      poolMode: 'transaction',
      defaultPoolSize: 25,
      maxClientConn: 1000,
      queryWaitTimeoutS: 10,
    });
    expect(checked.config.database.maxConnections).toBe(100);
    expect(checked.config.gates.samplerGapS).toBe(3);
  });

  it('reports every fault at once, each with its path', () => {
    const faults = faultsOf({
      ...good,
      database: { seed: [] },
      pooler: { poolMode: 'transactions', defaultPoolSize: 0, maxClientConn: 1000, queryWaitTimeoutS: 10 },
      benches: { small: { ...good.benches['small'], users: -1, arms: ['direct', 'poled'] } },
    });
    expect(faults).toEqual([
      expect.stringContaining('database.seed: '),
      'pooler.poolMode: unknown value "transactions"; did you mean "transaction"? Valid: transaction, session, statement',
      expect.stringContaining('pooler.defaultPoolSize: '),
      expect.stringContaining('benches.small.users: '),
      'benches.small.arms.1: unknown arm "poled"; did you mean "pooled"? Valid: direct, pooled',
    ]);
  });

  it.each([
    [{ metric: 'sucess rate', arm: 'pooled', bound: '> 99 %' }, 'did you mean "success rate"'],
    [{ metric: 'success rate', arm: 'pooled', bound: 'above 99' }, 'benches.small.criteria.0.bound: a bound such as'],
    [{ metric: 'success rate', arm: 'pooled', bound: '> 101 %' }, 'cannot exceed 100 %'],
    [{ metric: 'success rate', arm: 'pooled', bound: '> 100 %' }, 'no success rate can meet it'],
    [{ metric: 'success rate', arm: 'pooled', bound: '>= 0 %' }, 'every success rate meets it'],
    [{ metric: 'success rate', arm: 'pooled', bound: '<= 100 %' }, 'every success rate meets it'],
    [{ metric: 'failures per 300 s', arm: 'pooled', bound: '< 0' }, 'no failures per 300 s can meet it'],
    [{ metric: 'throughput', arm: 'pooled', bound: '< 0/s' }, 'no throughput can meet it'],
    [{ metric: 'median response time', arm: 'pooled', bound: '< 0 ms' }, 'no median response time can meet it'],
    [{ metric: 'failures per 300 s', arm: 'pooled', bound: '< 5 %' }, 'write it as "< 200"'],
    [{ metric: 'failures per 300 s', arm: 'pooled', bound: `< ${'9'.repeat(400)}` }, 'a bound such as'],
    [{ metric: 'failures per 300 s', arm: 'pooled', bound: '< NaN' }, 'a bound such as'],
    [{ metric: 'failures per 300 s', arm: 'pooled', bound: '= 0' }, 'only connection errors'],
    [{ metric: 'throughput', arm: 'pooled', bound: '<= 0/s' }, 'is above 0'],
    [{ metric: 'median response time', arm: 'pooled', bound: '<= 0 ms' }, 'is above 0'],
    [{ metric: 'success rate', arm: 'pooled', bound: '> -1 %' }, 'benches.small.criteria.0.bound: a bound such as'],
    [{ metric: 'success rate', arm: 'pooled', bound: '> 99' }, 'write it as "> 99 %"'],
    [{ metric: 'throughput', arm: 'pooled/direct', bound: '>= 18/s' }, 'has no unit'],
    [{ metric: 'throughput', arm: 'pooled', bound: '>= 18' }, 'write it as ">= 18/s"'],
    [{ metric: 'throughput', arm: 'pooled/pooled', bound: '>= 1.2' }, 'cannot be compared with itself'],
    [{ metric: 'throughput', arm: 'pooled/direct', bound: '>= 0' }, 'is above 0'],
    [{ metric: 'connection errors', arm: 'pooled', bound: '< 5' }, 'judged as "= 0"'],
    [{ metric: 'success rate', arm: 'pooled/direct', bound: '>= 1.2' }, 'is not judged as a ratio'],
    [{ metric: 'median response time', arm: 'pooled', bound: '= 600 ms' }, 'only connection errors'],
    [{ metric: 'success rate', arm: 'pgbouncer', bound: '> 99 %' }, 'unknown arm of this bench "pgbouncer"'],
  ])('refuses the criterion %j', (criterion, text) => {
    expect(faultsOf(withCriterion(criterion)).join('\n')).toContain(text);
  });

  it.each(['p95 response time', 'p99 response time'])('takes %s as a criterion of an open run only', (metric) => {
    const tail = { metric, arm: 'pooled/direct', bound: '<= 1.10' };
    expect(faultsOf(withCriterion(tail))).toEqual([
      expect.stringMatching(/^benches\.small\.criteria\.0\.metric: .*openCriteria.*--open$/),
    ]);
    const open = { ...good, benches: { small: { ...good.benches['small'], openCriteria: [tail] } } };
    expect(faultsOf(open)).toEqual([]);
    const wrong = { ...tail, bound: '<= 10 %' };
    expect(faultsOf({ ...good, benches: { small: { ...good.benches['small'], openCriteria: [wrong] } } })).toEqual([
      expect.stringContaining('benches.small.openCriteria.0.bound: '),
    ]);
  });

  it('takes names of the database that need no quoting', () => {
    const faults = faultsOf({ ...good, database: { ...good.database, role: 'it; DROP', name: 'a b' } });
    expect(faults).toEqual([expect.stringContaining('database.name: '), expect.stringContaining('database.role: ')]);
  });

  it('refuses PgBouncer’s own console as the database', () => {
    const faults = faultsOf({ ...good, database: { ...good.database, name: 'pgbouncer' } });
    expect(faults).toEqual(['database.name: "pgbouncer" is PgBouncer\'s own console; choose another']);
  });

  it('takes profiles of other names than the built-in ones, and names what is wrong with them', () => {
    expect(faultsOf({ ...good, profiles: { quick: { steadyS: 3 } } })).toEqual([]);
    expect(faultsOf({ ...good, profiles: { smoke: { steadyS: 3 }, quick: { steadyS: 0, totalS: 9 } } })).toEqual([
      expect.stringContaining('profiles.quick.steadyS: '),
      expect.stringMatching(/^profiles\.quick: .*totalS/),
      'profiles.smoke: this name is built in and stays as it is; choose another',
    ]);
  });

  it('names keys that nobody knows', () => {
    expect(faultsOf({ ...good, arm: [] }).join()).toContain('arm');
    expect(faultsOf(null)).toHaveLength(1);
  });
});
