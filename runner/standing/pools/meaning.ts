/** What the numbers of SHOW POOLS mean, in a sentence. Pure. */
import type { PoolRow } from '../../model/sample-line.ts';

/** Connections to Postgres of a pool, in whatever state. */
export function serversOf(row: PoolRow): number {
  return row.svActive + row.svIdle + row.svUsed + row.svTested + row.svLogin;
}

/** "95 clients share 24 servers; nobody waits". */
export function meaningOf(pools: readonly PoolRow[]): string {
  const waiting = sum(pools, (row) => row.clWaiting);
  const clients = sum(pools, (row) => row.clActive) + waiting;
  const servers = sum(pools, serversOf);
  if (clients === 0)
    return servers === 0 ? 'no client, no server' : `no client; ${count(servers, 'server')} kept ready`;
  const relation =
    clients > servers && servers > 0
      ? `${count(clients, 'client')} share ${count(servers, 'server')}`
      : `${count(clients, 'client')}, ${count(servers, 'server')}`;
  if (waiting === 0) return `${relation}; nobody waits`;
  const longestUs = Math.max(...pools.map((row) => row.maxWaitUs));
  return `${relation}; ${waiting} ${waiting === 1 ? 'waits' : 'wait'}, the longest for ${seconds(longestUs)}`;
}

/** Microseconds as seconds, to a tenth. */
export function seconds(us: number): string {
  return `${(us / 1e6).toFixed(1)} s`;
}

function sum(pools: readonly PoolRow[], value: (row: PoolRow) => number): number {
  return pools.reduce((total, row) => total + value(row), 0);
}

function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}
