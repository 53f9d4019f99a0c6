import { messageOf } from '../errors.ts';
import type { PoolerSettings } from '../model/config.ts';
import type { SegmentFacts } from '../model/segment.ts';
import { readAppRefusals } from './app-log.ts';
import { linesOf } from './log-lines.ts';
import type { LogFaults, LogPaths } from './log-watch.ts';
import { readPoolerLog } from './pgbouncer-log.ts';
import {
  isWithin,
  type PostgresFacts,
  readPostgresFacts,
  type ServerLogin,
  type TimeWindow,
  tooManyConnections,
} from './postgres-log.ts';

export interface FactsInput {
  readonly logs: LogPaths;
  /** What was seen to happen to them: of one that lost lines nothing is counted. */
  readonly logFaults: LogFaults;
  /** The app's role in Postgres. */
  readonly role: string;
  /** What counts: from the start of the stack, so that a connection kept from the prime is seen, to the end of the load. */
  readonly window: TimeWindow;
  /** Explicit readings of the pooler's counter: when the load starts and when it has ended. Null: could not be read. */
  readonly poolerTransactions: { readonly before: number | null; readonly after: number | null };
  readonly poolerReadBack: PoolerSettings | null;
}

/** The part of a segment's facts that this room can tell. */
export type SampledFacts = Pick<
  SegmentFacts,
  | 'serverLogins'
  | 'serverLoginsNotPooler'
  | 'poolerTransactions'
  | 'refusedConnections'
  | 'sqlstates'
  | 'poolerReadBack'
>;

export interface CollectedFacts {
  readonly facts: SampledFacts;
  /** What could not be read, and why, a sentence each: the facts that are null because of it. */
  readonly unreadable: readonly string[];
}

/** Puts the facts together from logs and readings. Never throws: what cannot be read is null and said in `unreadable`. */
export async function collectFacts(input: FactsInput): Promise<CollectedFacts> {
  const { logs, logFaults, role, window } = input;
  const readings = await Promise.all([
    orWhyNot("Postgres's log", logFaults.postgres, () => wholeFacts(logs.postgres, role, window)),
    orWhyNot("PgBouncer's log", logFaults.pgbouncer, () => wholePorts(logs.pgbouncer)),
    orWhyNot("the app's log", logFaults.app, () => readAppRefusals(linesOf(logs.app), window)),
  ] as const);
  // In the order of the sources, whichever failed first.
  const unreadable = readings.flatMap(({ whyNot }) => whyNot ?? []);
  const [postgres, poolerPorts, refusals] = [readings[0].value, readings[1].value, readings[2].value];
  const facts: SampledFacts = {
    serverLogins: postgres === null ? null : loginsWithin(postgres, window).length,
    serverLoginsNotPooler: postgres === null || poolerPorts === null ? null : notPoolers(postgres, poolerPorts, window),
    poolerTransactions: riseOf(input.poolerTransactions),
    refusedConnections: {
      app: refusals === null ? null : (refusals[tooManyConnections] ?? 0),
      log: postgres?.refused ?? null,
    },
    sqlstates: postgres?.sqlstates ?? null,
    poolerReadBack: input.poolerReadBack,
  };
  return { facts, unreadable };
}

/** Said of a log that was cut so early that nobody saw it. */
const beginningLost = 'its beginning is lost';

async function wholeFacts(log: string, role: string, window: TimeWindow): Promise<PostgresFacts> {
  const facts = await readPostgresFacts(linesOf(log), role, window);
  if (!facts.begins) throw new Error(beginningLost);
  return facts;
}

async function wholePorts(log: string): Promise<ReadonlyMap<number, number>> {
  const { begins, ports } = await readPoolerLog(linesOf(log));
  if (!begins) throw new Error(beginningLost);
  return ports;
}

async function orWhyNot<T>(
  what: string,
  fault: string | undefined,
  read: () => Promise<T>,
): Promise<{ value: T | null; whyNot: string | null }> {
  if (fault !== undefined) return { value: null, whyNot: `${what} is not whole: ${fault}` };
  try {
    return { value: await read(), whyNot: null };
  } catch (error) {
    return { value: null, whyNot: `${what} could not be read: ${messageOf(error)}` };
  }
}

function loginsWithin(postgres: PostgresFacts, window: TimeWindow): ServerLogin[] {
  return postgres.logins.filter((login) => isWithin(window, login.atMs));
}

/**
 * Log-ins that the pooler did not make. Each connection that the pooler opened accounts for one log-in from its port, so
 * that a port used again by somebody else is not taken for the pooler's. Null when a log-in has no port (Unix socket):
 * then it cannot be told whose it was.
 */
function notPoolers(
  postgres: PostgresFacts,
  poolerPorts: ReadonlyMap<number, number>,
  window: TimeWindow,
): number | null {
  const left = new Map(poolerPorts);
  let others = 0;
  for (const { atMs, clientPort } of postgres.logins) {
    if (clientPort === null) return null;
    const opened = left.get(clientPort) ?? 0;
    if (opened > 0) left.set(clientPort, opened - 1);
    else if (isWithin(window, atMs)) others += 1;
  }
  return others;
}

/** Null as well when the counter fell: then the pooler was started anew, and what it counted before is gone. */
function riseOf({ before, after }: FactsInput['poolerTransactions']): number | null {
  return before === null || after === null || after < before ? null : after - before;
}
