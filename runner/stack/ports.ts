/** Free ports, held until the process that needs them is about to start. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { messageOf, PoolproofError } from '../errors.ts';

export const loopback = '127.0.0.1';

/** Below the ports that Linux and macOS hand out to outgoing connections, so that none of those takes a released one. */
const firstPort = 20_000;
const lastPort = 29_999;
const mostTries = 100;

export interface HeldPort {
  readonly port: number;
  /** Lets go of it. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1, or on the one given.
 * @throws PoolproofError `stack` when the given one is taken
 */
export async function holdPort(fixed?: number): Promise<HeldPort> {
  if (fixed !== undefined) {
    return await listen(fixed).catch((cause: unknown) => {
      throw new PoolproofError('stack', `port ${fixed} is not free: ${messageOf(cause)}`, {
        hint: `end what listens there (see: ss -ltnp 'sport = :${fixed}'), or leave the port out to have a free one picked`,
        cause,
      });
    });
  }
  let lastError: unknown;
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      return await listen(randomInt(firstPort, lastPort + 1));
    } catch (error) {
      lastError = error;
    }
  }
  throw new PoolproofError('stack', `no free port on ${loopback}: ${messageOf(lastError)}`, { cause: lastError });
}

async function listen(port: number): Promise<HeldPort> {
  // Whoever connects before the real server is there must be turned away, not left waiting.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: loopback, port, exclusive: true }, resolve);
  });
  let released: Promise<void> | undefined;
  return {
    port,
    release: () => (released ??= new Promise((resolve) => server.close(() => resolve()))),
  };
}
