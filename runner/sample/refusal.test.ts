import { expect, it } from 'vitest';
import { describeRefusal } from './refusal.ts';

const refused = (code: string, message: string) => Object.assign(new Error(message), { code });

it.each([
  ['53300', 'sorry, too many clients already', /database\.maxConnections.*superuser/],
  ['53200', 'out of memory', /memory.*ulimit -v/],
  ['28P01', 'password authentication failed', /postgres\.log/],
])('names SQLSTATE %s, what Postgres said, and what mends it', (code, message, hint) => {
  const said = describeRefusal(refused(code, message));
  expect(said).toEqual({ why: `${message} (SQLSTATE ${code})`, hint: expect.stringMatching(hint) });
});

it('takes no other error code for a SQLSTATE', () => {
  expect(describeRefusal(refused('ECONNREFUSED', 'connect ECONNREFUSED')).why).toBe('connect ECONNREFUSED');
  expect(describeRefusal(refused('EPIPE', 'write EPIPE')).why).toBe('write EPIPE');
});
