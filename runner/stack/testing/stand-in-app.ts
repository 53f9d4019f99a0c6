/** A tiny app that behaves, or misbehaves as MODE says. */
import { createServer, type ServerResponse } from 'node:http';
import { Client } from 'pg';

const { env } = process;
const mode = env['MODE'] ?? 'ok';

async function count(): Promise<number> {
  const client = new Client({
    host: env['POSTGRES_HOST'],
    port: Number(env['PGBOUNCER_PORT'] ?? env['POSTGRES_PORT']),
    database: env['POSTGRES_DB'],
    user: env['POSTGRES_USER'],
    password: env['POSTGRES_PASSWORD'],
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM item');
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

process.stdout.write(`stand-in app, mode ${mode}\n`);
if (mode === 'exit') throw new Error('this app gives up at once');
if (mode === 'ignore-term') process.on('SIGTERM', () => process.stdout.write('not now\n'));

createServer((request, response) => {
  if (request.url === '/env') return answer(response, 200, env);
  if (mode === 'wrong') return answer(response, 503, 'not today');
  count().then(
    (items) => answer(response, 200, { items }),
    (error: unknown) => answer(response, 500, String(error)),
  );
}).listen(mode === 'deaf' ? 0 : Number(env['PORT']), '127.0.0.1');
