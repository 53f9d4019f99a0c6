import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** What Postgres itself uses (scram_iterations). */
const iterations = 4096;

/**
 * What a server keeps of a password, in Postgres' notation; the password cannot be had from it. RFC 5802, section 3.
 * Postgres and PgBouncer get the same one, as with PgBouncer's auth_query, so that a log-in costs either of them the same and
 * PgBouncer can hand the client's proof on (its documentation, "auth_file"). Given the password itself, PgBouncer 1.18 derives
 * the key anew at each log-in: measured 2.6 ms of its single thread instead of 0.2 ms.
 */
export function scramSecret(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(saslPrep(password), salt, iterations, 32, 'sha256');
  const key = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  const serverKey = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** RFC 3454, tables C.1.2 (spaces other than ASCII's) and B.1 (commonly mapped to nothing). */
const otherSpaces = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;
const mappedToNothing = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;

/**
 * A password as clients put it into the proof: RFC 4013 without its prohibitions, as libpq and node-postgres do it.
 * Printable ASCII stays as it is.
 */
function saslPrep(password: string): string {
  return password.replace(otherSpaces, ' ').replace(mappedToNothing, '').normalize('NFKC');
}
