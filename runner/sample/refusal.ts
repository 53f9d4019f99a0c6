/** Why Postgres does not let the sampler in, and what mends it. Pure. */
import { messageOf } from '../errors.ts';

/** By SQLSTATE (Postgres, appendix A): class 53, insufficient resources. */
const mending: Readonly<Record<string, string>> = {
  '53300':
    "raise database.maxConnections in poolproof.config.ts; if the app's role is a superuser it takes the reserved connections too: make it none",
  '53200':
    'end what takes the memory of this machine (free -m), raise the limit that poolproof runs under (ulimit -v), or lower database.maxConnections',
};

const usualHint = "look at postgres.log and pgbouncer.log in the segment's folder";

/** In words, with the SQLSTATE where the server gave one. */
export function describeRefusal(error: unknown): { readonly why: string; readonly hint: string } {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isSqlstate = /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
  return {
    why: isSqlstate ? `${messageOf(error)} (SQLSTATE ${code})` : messageOf(error),
    hint: mending[code] ?? usualHint,
  };
}
