/** Its role is a superuser: it takes every connection that Postgres has, the reserved ones too, before it serves. */
import { createServer } from 'node:http';
import { Client } from 'pg';

async function connect(): Promise<boolean> {
  const client = new Client({
    host: process.env['POSTGRES_HOST'],
    port: Number(process.env['POSTGRES_PORT']),
    database: process.env['POSTGRES_DB'],
    user: process.env['POSTGRES_USER'],
    password: process.env['POSTGRES_PASSWORD'],
  });
  client.on('error', () => undefined);
  return await client.connect().then(
    () => true,
    () => false,
  );
}

while (await connect());
createServer((_, response) => response.end()).listen(Number(process.env['PORT']), '127.0.0.1');
