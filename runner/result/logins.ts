/** Who got in, and whom something other than the database kept out. */
import { isDatabaseCause } from '../model/causes.ts';
import type { Plan } from '../model/plan.ts';
import type { EndpointTally } from './load.ts';

/** Readings of the log-in; both are fractions or counts of users. */
export interface Logins {
  /** Ok submissions per user, at most 1: who was logged out and got in again is counted twice, and then hides another. */
  readonly loggedInShare: number;
  /**
   * Users that never got in and whom the database cannot have kept out. Attempts do not say whose they are, so this is the
   * least that is certain. Let L users lack an ok submission. Each try of such a user fails in one request, of the form or of
   * its submission. A user kept out by the database or the pooler has at least one try with such a cause, one still
   * unanswered at the end has a censored one; so D tries with such a cause and C censored ones explain at most D + C
   * users, and at least L - D - C were lost otherwise. Exact when D + C is 0; with many retries it falls towards 0, so that
   * exhaustion, which is a result, is never mistaken for noise.
   */
  readonly lostOtherwise: number;
}

/** Reads them from the endpoints of the log-in, over all user classes and the whole segment. */
export function readLogins(plan: Pick<Plan, 'users' | 'loginNames'>, endpoints: readonly EndpointTally[]): Logins {
  const { form, submit } = plan.loginNames;
  const tries = endpoints.filter(({ name }) => name === form || name === submit);
  const loggedIn = Math.min(plan.users, sum(tries.filter(({ name }) => name === submit).map(({ all }) => all.ok)));
  const byDatabase = sum(
    tries.flatMap(({ causes }) => [...causes].map(([cause, n]) => (isDatabaseCause(cause) ? n : 0))),
  );
  const unanswered = sum(tries.map(({ all }) => all.censored));
  return {
    loggedInShare: loggedIn / plan.users,
    lostOtherwise: Math.max(0, plan.users - loggedIn - byDatabase - unanswered),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
