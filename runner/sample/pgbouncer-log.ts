/** PgBouncer's log with log_connections = 1. Pure. The wording is that of versions 1.15 to 1.26 (fixtures/captures). */
import type { Lines } from './log-lines.ts';

const openedPattern = / S-0x[0-9a-f]+: .* new connection to server \(from .*:(\d+)\)$/;

/** How often the pooler connected to a server from each of its ports: port → number of connections. */
export async function readPoolerPorts(lines: Lines): Promise<Map<number, number>> {
  const opened = new Map<number, number>();
  for await (const line of lines) {
    const port = Number(openedPattern.exec(line)?.[1]);
    if (Number.isInteger(port)) opened.set(port, (opened.get(port) ?? 0) + 1);
  }
  return opened;
}
