import { describe, expect, it } from 'vitest';
import { configSchema } from '../model/config.ts';
import { injectionOf, parseInjection, withInjection } from './injection.ts';
import { resolveAa } from './resolve-aa.ts';
import { resolveRun } from './resolve.ts';

const config = configSchema.parse({
  apps: { node: { command: ['node', 'app.js'], readyPath: '/readyz' } },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'direct', via: 'postgres', env: { NAME: 'value' } },
    { name: 'slow', via: 'postgres', env: { POOLPROOF_INJECT_DELAY_MS: '3' } },
  ],
  benches: {
    few: {
      users: 5,
      flows: 'flows.ts',
      arms: ['direct', 'slow'],
      criteria: [{ metric: 'throughput', arm: 'slow/direct', bound: '>= 0.9' }],
    },
  },
});

describe('--inject', () => {
  it('is a delay, one in percent of the median, or a share of the processor', () => {
    expect(parseInjection('delay=2.5ms')).toEqual({ kind: 'delay', asked: '2.5ms', delayMs: 2.5 });
    expect(parseInjection('cpu=0.8')).toEqual({ kind: 'cpu', asked: '0.8', share: 0.8, by: 'duty-cycle' });
    expect(injectionOf(parseInjection('delay=10%'), 8.4)).toEqual({ kind: 'delay', asked: '10%', delayMs: 0.84 });
  });

  it.each(['delay', 'delay=3', 'delay=0ms', 'delay=-3ms', 'cpu=1', 'cpu=0', 'cpu=80%', 'cpu=.8', 'heat=3ms'])(
    'is not %s',
    (text) => expect(() => parseInjection(text)).toThrow(/--inject takes delay=10%/),
  );

  it('changes the second arm alone', () => {
    const run = withInjection(resolveAa(config, 'few', {}, {}), parseDelay('delay=3ms'));
    expect(run.arms.map(({ env }) => env)).toEqual([
      { NAME: 'value' },
      { NAME: 'value', POOLPROOF_AA: '1', POOLPROOF_INJECT_DELAY_MS: '3' },
    ]);
    expect(run.aa).toEqual({ arm: 'direct', injected: { kind: 'delay', asked: '3ms', delayMs: 3 } });
  });
});

function parseDelay(text: string) {
  return injectionOf(parseInjection(text), Number.NaN);
}

it('is refused in an arm of the configuration, outside aa and within', () => {
  const refused = /arm slow(\.a)? sets POOLPROOF_INJECT_DELAY_MS, which is for `poolproof aa --inject` only/;
  expect(() => resolveRun(config, 'few', {}, {})).toThrow(refused);
  expect(() => resolveAa(config, 'few', { arm: 'slow' }, {})).toThrow(refused);
});
