/** Many clients at once through the pooler: how few servers carry them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { PoolRow } from '../../model/sample-line.ts';
import { keepConnection, type KeptConnection } from '../../sample/connection.ts';
import { poolsOf } from '../../sample/pooler-console.ts';
import { failed, ok, startAnew, warning, type Finding } from './finding.ts';
import { roleThroughPooler, type Subject } from './subject.ts';

/** More than twice the pool, so that sharing shows; a large pool need not be filled. */
const mostClients = 200;
const atATime = 10;
const samplePauseMs = 200;
/** Of a client: a query that holds a server for 10 ms, then a pause four times as long. */
const query = 'SELECT pg_sleep(0.01)';
const pauseMs = 40;

export interface BurstReading {
  readonly clients: number;
  readonly seconds: number;
  readonly queries: number;
  /** Message → how many clients gave up because of it. */
  readonly failures: ReadonlyMap<string, number>;
  /** The most at one moment. */
  readonly servers: number;
  readonly waiting: number;
  readonly maxWaitUs: number;
}

export async function checkBurst(subject: Subject): Promise<Finding> {
  const { pooler } = subject.standing.state.asked;
  const clients = Math.min(mostClients, pooler.maxClientConn, 2 * pooler.defaultPoolSize + 10);
  return burstFinding(await runBurst(subject, clients));
}

async function runBurst(subject: Subject, clients: number): Promise<BurstReading> {
  const { burstS: seconds, interrupted } = subject;
  const failures = new Map<string, number>();
  const fail = (error: unknown): void => void failures.set(messageOf(error), (failures.get(messageOf(error)) ?? 0) + 1);
  const connections = Array.from({ length: clients }, () => keepConnection(roleThroughPooler(subject)));
  try {
    const connected = await connectAll(connections, fail);
    const until = performance.now() + seconds * 1000;
    const goesOn = (): boolean => performance.now() < until && !interrupted.aborted;
    const asking = connected.map((connection) => ask(connection, goesOn, fail));
    const [pools, ...queries] = await Promise.all([watchPools(subject, goesOn), ...asking]);
    interrupted.throwIfAborted();
    return { clients, seconds, queries: queries.reduce((sum, count) => sum + count, 0), failures, ...peaksOf(pools) };
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

/** A few at a time: a log-in costs us more processor time than a query, and all at once they would time out on a busy machine. */
async function connectAll(
  connections: readonly KeptConnection[],
  fail: (error: unknown) => void,
): Promise<KeptConnection[]> {
  const connected: KeptConnection[] = [];
  for (let at = 0; at < connections.length; at += atATime) {
    const some = connections.slice(at, at + atATime);
    const settled = await Promise.allSettled(some.map((connection) => connection.rows('SELECT 1')));
    settled.forEach((each) => each.status === 'rejected' && fail(each.reason));
    connected.push(...some.filter((_, index) => settled[index]?.status === 'fulfilled'));
  }
  return connected;
}

/** @returns how many queries were answered */
async function ask(connection: KeptConnection, goesOn: () => boolean, fail: (error: unknown) => void): Promise<number> {
  let answered = 0;
  try {
    while (goesOn()) {
      await connection.rows(query);
      answered += 1;
      await sleep(pauseMs);
    }
  } catch (error) {
    fail(error);
  }
  return answered;
}

async function watchPools({ standing }: Subject, goesOn: () => boolean): Promise<PoolRow[]> {
  const { asked, parts } = standing.state;
  const connection = keepConnection(parts.poolerConsole);
  const seen: PoolRow[] = [];
  try {
    while (goesOn()) {
      seen.push(...poolsOf(await connection.rows('SHOW POOLS'), asked.database.name));
      await sleep(samplePauseMs);
    }
  } finally {
    await connection.close();
  }
  return seen;
}

export function peaksOf(pools: readonly PoolRow[]): Pick<BurstReading, 'servers' | 'waiting' | 'maxWaitUs'> {
  const most = (value: (row: PoolRow) => number): number => Math.max(0, ...pools.map(value));
  return {
    servers: most((row) => row.svActive + row.svIdle + row.svUsed + row.svTested + row.svLogin),
    waiting: most((row) => row.clWaiting),
    maxWaitUs: most((row) => row.maxWaitUs),
  };
}

export function burstFinding(reading: BurstReading): Finding {
  const { clients, seconds, queries, failures, servers, waiting, maxWaitUs } = reading;
  const [first] = failures;
  if (first !== undefined) {
    const lost = [...failures.values()].reduce((sum, count) => sum + count, 0);
    return failed(`${lost} of ${clients} clients failed: ${first[0]}`, `see the checks above, or: ${startAnew}`);
  }
  const waited =
    waiting === 0 ? 'nobody waited' : `at most ${waiting} waited, ${(maxWaitUs / 1000).toFixed(0)} ms at most`;
  const detail = `${clients} clients on ${servers} servers for ${seconds} s: ${queries} queries, none refused, ${waited}`;
  if (servers < clients) return ok(detail);
  return warning(`${detail}: nothing is shared`, "pooler: { poolMode: 'transaction' } in poolproof.config.ts");
}
