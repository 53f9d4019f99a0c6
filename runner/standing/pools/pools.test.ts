import { describe, expect, it } from 'vitest';
import type { PoolRow } from '../../model/sample-line.ts';
import { overdraw } from '../../commands/pools.ts';
import { meaningOf } from './meaning.ts';
import { poolsLine, renderPools } from './table.ts';

function row(values: Partial<PoolRow>): PoolRow {
  const none = { clActive: 0, clWaiting: 0, svActive: 0, svIdle: 0, svUsed: 0, svTested: 0, svLogin: 0, maxWaitUs: 0 };
  return { database: 'shop', user: 'app', poolMode: 'transaction', ...none, ...values };
}

const calm = row({ clActive: 95, svActive: 20, svIdle: 4 });
const full = row({ clActive: 30, clWaiting: 12, svActive: 25, maxWaitUs: 1_430_000 });
const at = '2026-11-28T05:00:00.000Z';

describe('meaningOf', () => {
  it.each([
    [[], 'no client, no server'],
    [[row({ svIdle: 1 })], 'no client; 1 server kept ready'],
    [[calm], '95 clients share 24 servers; nobody waits'],
    [[row({ clActive: 1, svIdle: 3 })], '1 client, 3 servers; nobody waits'],
    [[row({ clWaiting: 1, maxWaitUs: 200_000 })], '1 client, 0 servers; 1 waits, the longest for 0.2 s'],
    [[full], '42 clients share 25 servers; 12 wait, the longest for 1.4 s'],
    [[calm, full], '137 clients share 49 servers; 12 wait, the longest for 1.4 s'],
  ])('of case %#: %s', (pools, sentence) => expect(meaningOf(pools)).toBe(sentence));
});

describe('renderPools', () => {
  it('is a table, the connections of Postgres, and the meaning', () => {
    expect(renderPools({ at, pools: [full], backends: 26, maxConnections: 100 }, false)).toBe(
      `database  user  cl_active  cl_waiting  sv_active  sv_idle  sv_used  sv_login  maxwait  pool_mode
shop      app          30          12         25        0        0         0    1.4 s  transaction
Postgres: 26 of 100 connections
42 clients share 25 servers; 12 wait, the longest for 1.4 s
`,
    );
  });

  it('highlights who waits and a full Postgres, and nothing else', () => {
    const marked = renderPools({ at, pools: [full], backends: 97, maxConnections: 100 }, true);
    const pieces = marked.split('\u001B[1m').slice(1);
    expect(pieces.map((text) => text.slice('\u001B[31m'.length).split('\u001B')[0]?.trim())).toEqual([
      '12',
      '1.4 s',
      'Postgres: 97 of 100 connections',
    ]);
    expect(renderPools({ at, pools: [calm], backends: 25, maxConnections: 100 }, true)).not.toContain('\u001B');
  });
});

it('is a line where there is no terminal', () => {
  expect(poolsLine({ at, pools: [calm], backends: 25, maxConnections: 100 })).toBe(
    '2026-11-28T05:00:00.000Z  95 clients share 24 servers; nobody waits; Postgres: 25 of 100 connections\n',
  );
});

it('is drawn over the table before', () => {
  expect(overdraw(0, 'a\n')).toBe('\u001B[?7la\n\u001B[?7h');
  expect(overdraw(4, 'a\n')).toBe('\u001B[?7l\u001B[4A\u001B[0Ja\n\u001B[?7h');
});
