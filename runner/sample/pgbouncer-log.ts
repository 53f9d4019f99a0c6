/** PgBouncer's log with log_connections = 1. Pure. The wording is that of versions 1.15 to 1.26 (fixtures/captures). */
import type { Lines } from './log-lines.ts';

const openedPattern = / S-0x[0-9a-f]+: .* new connection to server \(from .*:(\d+)\)$/;
/** Said before the first client is let in. */
const startPattern = / LOG process up: PgBouncer /;

export interface PoolerLog {
  /** Whether it tells of the pooler's start; if not, its beginning is lost. */
  readonly begins: boolean;
  /** How often the pooler connected to a server from each of its ports: port → number of connections. */
  readonly ports: ReadonlyMap<number, number>;
}

export async function readPoolerLog(lines: Lines): Promise<PoolerLog> {
  const ports = new Map<number, number>();
  let begins = false;
  for await (const line of lines) {
    if (startPattern.test(line)) begins = true;
    const port = Number(openedPattern.exec(line)?.[1]);
    if (Number.isInteger(port)) ports.set(port, (ports.get(port) ?? 0) + 1);
  }
  return { begins, ports };
}
