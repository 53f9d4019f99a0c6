import { expect, it } from 'vitest';
import { envOfInjection } from '../model/aa.ts';
import { PoolproofError } from '../errors.ts';
import { proveDelay } from './app-settings.ts';

const slowed = {
  name: 'direct.b',
  via: 'postgres',
  env: envOfInjection({ kind: 'delay', asked: '10%', delayMs: 0.84 }),
} as const;

it('asks nothing of an arm into which no delay was put', () => {
  expect(() => proveDelay({ ...slowed, env: {} }, null)).not.toThrow();
  const quota = envOfInjection({ kind: 'cpu', asked: '0.5', share: 0.5, by: 'duty-cycle' });
  expect(() => proveDelay({ ...slowed, env: quota }, null)).not.toThrow();
});

it('takes the app at its word, and refuses one that does not say that it waits', () => {
  expect(() => proveDelay(slowed, { injectDelayMs: 0.84 })).not.toThrow();
  for (const said of [null, {}, { injectDelayMs: 0.8 }, { injectDelayMs: '0.84' }]) {
    expect(() => proveDelay(slowed, said)).toThrow(PoolproofError);
  }
});
