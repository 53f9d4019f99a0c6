import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { keepConnection } from './connection.ts';

let server: Server;
afterEach(() => {
  server.close();
});

/** Messages of the PostgreSQL protocol: a type, the length of the rest with itself, the rest. */
function message(type: string, rest: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(rest.length + 4, 1);
  return Buffer.concat([head, rest]);
}

const authenticated = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const done = message('C', Buffer.from('SHOW\0'));

/** Lets everybody in, answers every query with no rows, and never hangs up. */
function answer(socket: Socket): void {
  let isIn = false;
  socket.on('data', (bytes: Buffer) => {
    if (!isIn) socket.write(Buffer.concat([authenticated, ready]));
    else if (bytes.toString('latin1', 0, 1) === 'Q') socket.write(Buffer.concat([done, ready]));
    isIn = true;
  });
}

it('is closed in time though the server hangs and takes no notice of the goodbye', async () => {
  server = createServer({ allowHalfOpen: true }, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const connection = keepConnection({ host: '127.0.0.1', port, database: 'd', user: 'u', password: 'p' });
  expect(await connection.rows('SHOW NOTHING')).toEqual([]);
  const theirs = await accepted;
  await connection.close();
  // What is written to a socket that the other side has left altogether is refused.
  const refused = once(theirs, 'error');
  const again = setInterval(() => theirs.write(ready), 10);
  expect(String(await refused)).toMatch(/ECONNRESET|EPIPE/);
  clearInterval(again);
});
