import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePostgresLine, readPostgresFacts } from './postgres-log.ts';

const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function capture(name: string): string[] {
  return readFileSync(new URL(`../../fixtures/captures/${name}`, import.meta.url), 'utf8').split('\n');
}

describe('parsePostgresLine', () => {
  it('reads the prefix and the message', () => {
    const line = '1795417675.073|27766|53300|app|shop|127.0.0.1(54430)|FATAL:  sorry, too many clients already';
    expect(parsePostgresLine(line)).toEqual({
      atMs: 1_795_417_675_073,
      pid: 27_766,
      sqlstate: '53300',
      role: 'app',
      database: 'shop',
      clientPort: 54_430,
      severity: 'FATAL',
      message: 'sorry, too many clients already',
    });
  });

  it.each([
    ['1795417675.073|1|00000|app|shop|::1(6000)|LOG:  x', 6000],
    ['1795417675.073|1|00000|app|shop|[local]|LOG:  x', null],
    ['1795417675.073|1|00000||||LOG:  x', null],
  ])('reads the port of the client, where it has one: %s', (line, port) => {
    expect(parsePostgresLine(line)?.clientPort).toBe(port);
  });

  it.each([
    '',
    '\tfrom shop',
    'LOG:  without a prefix',
    '\t1.0|1|53300|app|shop|127.0.0.1(1)|FATAL:  quoted in a statement',
  ])('takes nothing else for a line: %j', (line) => expect(parsePostgresLine(line)).toBeNull());
});

describe.each(['postgres-15.log', 'postgres-18.log'])('%s', (name) => {
  it("holds the role's sessions, without those refused after they were authorized", async () => {
    const { logins, begins } = await readPostgresFacts(capture(name), 'app', always);
    expect(begins).toBe(true);
    expect(logins).toHaveLength(11);
    expect(new Set(logins.map((login) => login.clientPort)).size).toBe(11);
  });

  it("counts the role's errors once each, not the superuser's", async () => {
    const { refused, sqlstates } = await readPostgresFacts(capture(name), 'app', always);
    expect(refused).toBe(8);
    expect(sqlstates).toEqual({ '22012': 1, '28P01': 1, '42703': 1, '53300': 8 });
    expect((await readPostgresFacts(capture(name), 'postgres', always)).refused).toBe(3);
  });

  it('counts errors within the window only', async () => {
    const { logins } = await readPostgresFacts(capture(name), 'app', always);
    const lastLogin = logins.at(-1)?.atMs ?? 0;
    const before = await readPostgresFacts(capture(name), 'app', { fromMs: 0, toMs: lastLogin });
    const after = await readPostgresFacts(capture(name), 'app', { ...always, fromMs: lastLogin + 1 });
    expect(before.refused).toBe(0);
    expect(after.sqlstates).toEqual({ '42703': 1, '53300': 8 });
  });
});

it('keeps sessions apart that had the same process number and port one after the other', async () => {
  const authorized =
    '1795417675.073|7|00000|app|shop|127.0.0.1(5000)|LOG:  connection authorized: user=app database=shop';
  const refused =
    '1795417675.073|7|53300|app|shop|127.0.0.1(5000)|FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute';
  const { logins, begins } = await readPostgresFacts([authorized, authorized, refused], 'app', always);
  expect(logins).toHaveLength(1);
  expect(begins).toBe(false);
});
