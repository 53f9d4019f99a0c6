import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** What Postgres itself uses (scram_iterations). */
const iterations = 4096;

/**
 * What a server keeps of a password, in Postgres' notation; the password cannot be had from it. RFC 5802, section 3.
 * Postgres and PgBouncer get the same one, as with PgBouncer's auth_query, so that a log-in costs either of them the same and
 * PgBouncer can hand the client's proof on (its documentation, "auth_file"). Given the password itself, PgBouncer 1.18 derives
 * the key anew at each log-in: measured 2.6 ms of its single thread instead of 0.2 ms.
 * @param password printable ASCII, which SASLprep leaves as it is
 */
export function scramSecret(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  const serverKey = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
