import { expect, it } from 'vitest';
import { rolesOf } from './services.ts';

it('has Redis among the parts of a stack only where an arm needs it', () => {
  expect([...rolesOf('app-node', false)]).toEqual([
    ['postgres', 'postgres'],
    ['pgbouncer', 'pgbouncer'],
    ['app-node', 'app'],
  ]);
  expect([...rolesOf('app-node', true).keys()]).toEqual(['postgres', 'pgbouncer', 'redis', 'app-node']);
});
