/** What k6's end means. Pure. */
import { PoolproofError } from '../errors.ts';
import { lastErrorIn, tailOf } from './k6-log.ts';

/** How k6 ended: one of the two is set. */
export interface K6Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** k6's exit codes: errext/exitcodes/codes.go. Those that this use of k6 cannot give are left out. */
const meanings: Readonly<Record<number, string>> = {
  100: 'the requests before the load took too long',
  104: 'k6 refused its options',
  105: 'k6 was stopped by a signal',
  107: 'the replay could not begin',
  108: 'the replay broke off',
  109: 'k6 broke off',
};

/** The error that an ending is, or null when k6 did its work. */
export function endingError({ exitCode, signal }: K6Ending, log: string): PoolproofError | null {
  if (exitCode === 0) return null;
  const how =
    exitCode === null
      ? `k6 was ended by ${signal ?? 'a signal'}`
      : (meanings[exitCode] ?? `k6 ended with exit code ${exitCode}`);
  const why = lastErrorIn(log);
  return new PoolproofError('k6', why === null ? how : `${how}: ${why}`, { logTail: tailOf(log) });
}
