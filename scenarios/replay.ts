/** The script that k6 runs: a closed loop of users who replay the flows of the bench, or arrivals at a constant rate. */
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options, Scenario } from 'k6/options';
import { flows } from 'poolproof:flows';
import { loadStartsPrefix } from '../runner/model/load-settings.ts';
import { say } from './kit/log.ts';
import { arrivalsInAll, openSession, type Serve } from './kit/open-session.ts';
import { prime } from './kit/prime.ts';
import { readSettings } from './kit/settings.ts';
import { replayUser } from './kit/user.ts';
import { windowFrom } from './kit/window.ts';

const settings = readSettings(__ENV);

/** From the end of the prime to the load's start: k6 starts its users meanwhile. */
const leadS = 1;
/** How much longer than the load k6 may run before it cuts users off; they end by themselves long before. */
const slackS = 30;

const lasting = {
  vus: settings.users,
  maxDuration: `${Math.ceil(leadS + 1 + settings.durationS + settings.graceS) + slackS}s`,
  gracefulStop: '0s',
} as const;

/**
 * A closed loop: one iteration per user, in which it loops, so that k6's own bookkeeping per iteration is not paid per task.
 *
 * Arrivals: one iteration each, whose numbers k6 deals out in order to whoever is free. Its executor for constant rates
 * gives a script no way to tell when an iteration was due, and drops those that find nobody free; so sessions wait for the
 * due time themselves. There are as many iterations more as sessions, for k6 wants one for each at least.
 */
function scenario(): Scenario {
  if (settings.arrivals === null) return { executor: 'per-vu-iterations', iterations: 1, ...lasting };
  const iterations = arrivalsInAll(settings.arrivals, settings) + settings.users;
  return { executor: 'shared-iterations', iterations, ...lasting };
}

export const options: Options = {
  scenarios: { replay: scenario() },
  // Users keep their cookies as long as they live, however many iterations that is.
  noCookiesReset: true,
  maxRedirects: 0,
  setupTimeout: '180s',
};

// No http_req_failed, since what failed is judged here. k6's documentation allows null.
// @ts-expect-error The types do not.
http.setResponseCallback(null);

interface Primed {
  readonly loadStartMs: number;
}

/** Primes the app, then fixes and announces the second in which the load starts. */
export function setup(): Primed {
  prime(flows, settings);
  const loadStartS = Math.ceil(Date.now() / 1000 + leadS);
  say(`${loadStartsPrefix}${loadStartS}`);
  return { loadStartMs: 1000 * loadStartS };
}

/** Of this virtual user, once it has opened its session. */
let serve: Serve | undefined;

/**
 * Runs one user, or one arrival with this user's session. A fault in the flows ends the run: k6 alone would log it and go
 * on without the user.
 */
export default function replay({ loadStartMs }: Primed): void {
  try {
    const window = windowFrom(loadStartMs, settings);
    const number = exec.vu.idInTest;
    if (settings.arrivals === null) replayUser(flows, settings, window, number);
    else {
      serve ??= openSession(flows, settings, settings.arrivals, window, number);
      serve(exec.scenario.iterationInTest);
    }
  } catch (error) {
    exec.test.abort(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
