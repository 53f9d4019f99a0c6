/** The script that k6 runs: a closed loop of users who replay the flows of the bench. */
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { flows } from 'poolproof:flows';
import { loadStartsPrefix } from '../runner/model/load-settings.ts';
import { say } from './kit/log.ts';
import { prime } from './kit/prime.ts';
import { readSettings } from './kit/settings.ts';
import { replayUser } from './kit/user.ts';
import { windowFrom } from './kit/window.ts';

const settings = readSettings(__ENV);

/** From the end of the prime to the load's start: k6 starts its users meanwhile. */
const leadS = 1;
/** How much longer than the load k6 may run before it cuts users off; they end by themselves long before. */
const slackS = 30;

/**
 * One iteration per user, in which it loops: so a user keeps its cookies and its socket, and k6's own bookkeeping per iteration is
 * not paid per task.
 */
export const options: Options = {
  scenarios: {
    replay: {
      executor: 'per-vu-iterations',
      vus: settings.users,
      iterations: 1,
      maxDuration: `${Math.ceil(leadS + 1 + settings.durationS + settings.graceS) + slackS}s`,
      gracefulStop: '0s',
    },
  },
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

/** Runs one user. A fault in the flows ends the run: k6 alone would log it and go on without the user. */
export default function replay({ loadStartMs }: Primed): void {
  try {
    replayUser(flows, settings, windowFrom(loadStartMs, settings), exec.vu.idInTest);
  } catch (error) {
    exec.test.abort(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
