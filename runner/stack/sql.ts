/** Running SQL files as the database's superuser. */
import { readFile } from 'node:fs/promises';
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { messageOf, PoolproofError } from '../errors.ts';
import type { DatabaseAddress } from '../model/stack.ts';
import { scramSecret } from './scram.ts';
import type { Secrets } from './secrets.ts';

/** Connects, works, and disconnects in any case. */
export async function withClient<T>(address: DatabaseAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...address, connectionTimeoutMillis: 5000 });
  // A server that dies in between is reported by the query, or by who supervises it.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Gives the role the password that the secrets hold. The server gets only what it keeps of it (scram.ts). */
export async function setRolePassword(client: Client, role: string, secrets: Secrets): Promise<void> {
  const secret = scramSecret(secrets.rolePassword, Buffer.from(secrets.roleSecretSalt, 'base64'));
  await client.query(`ALTER ROLE ${escapeIdentifier(role)} PASSWORD ${escapeLiteral(secret)}`);
}

/**
 * Why a server cannot be connected to yet; null when it can.
 * @throws what will not change by waiting, such as a wrong password
 */
export async function probeServer(address: DatabaseAddress, sql: string): Promise<string | null> {
  try {
    await withClient(address, (client) => client.query(sql));
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // 57P03: the database system is starting up. 57P01: it is going down, as who watches the process will say. ECONNRESET: our
    // own hold on the port was just let go.
    if (['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03'].includes(code)) return messageOf(error);
    // A published port of a container takes connections before anything listens behind it, and drops them.
    if (/timeout|terminated unexpectedly/i.test(messageOf(error))) return messageOf(error);
    throw new PoolproofError('stack', `${address.host}:${address.port} refuses us: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Runs a file of SQL statements as the app's role, which will own what they make.
 * @throws PoolproofError `config` with file, line and SQLSTATE
 */
export async function runSqlFile(client: Client, file: string, role: string): Promise<void> {
  const text = await readSqlFile(file);
  await client.query(`SET ROLE ${escapeIdentifier(role)}`);
  try {
    await client.query(text);
  } catch (error) {
    throw new PoolproofError('config', describeSqlError(file, text, error), { cause: error });
  }
  await client.query('RESET ROLE');
}

/** @throws PoolproofError `config` when it cannot be read */
export async function readSqlFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new PoolproofError('config', `cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
}

function describeSqlError(file: string, text: string, error: unknown): string {
  if (!(error instanceof DatabaseError)) return `${file}: ${messageOf(error)}`;
  const before = error.position === undefined ? null : text.slice(0, Number(error.position) - 1);
  const line = before === null ? '' : `:${before.split('\n').length}`;
  return `${file}${line}: ${error.message} (SQLSTATE ${error.code})`;
}
