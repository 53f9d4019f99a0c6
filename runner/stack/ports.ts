/** Free ports, held until the process that needs them is about to start. */
import type { Cleanup } from '../cleanup.ts';
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

/** Ports of the parts of a stack, where they are given. */
export interface FixedPorts {
  readonly app?: number;
  readonly pooler?: number;
  readonly postgres?: number;
  readonly redis?: number;
}
export type HeldPorts = { readonly [part in keyof FixedPorts]-?: HeldPort };

/** Holds a port for every part; they are let go of one by one as the parts start, and at the latest by the clean-up. */
export async function holdPorts(fixed: FixedPorts, cleanup: Cleanup): Promise<HeldPorts> {
  const hold = async (port: number | undefined): Promise<HeldPort> => {
    const held = await holdPort(port);
    cleanup.add(`letting go of port ${held.port}`, () => held.release());
    return held;
  };
  return {
    app: await hold(fixed.app),
    pooler: await hold(fixed.pooler),
    postgres: await hold(fixed.postgres),
    redis: await hold(fixed.redis),
  };
}
