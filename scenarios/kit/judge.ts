import { causeOf } from '../../runner/model/causes.ts';
import type { Answer } from '../../runner/model/flow.ts';

/** An answer as k6 got it: status 0 when none came, and then k6's error code says why. */
export interface Ended extends Answer {
  readonly errorCode: number;
}

/** What became of a request. `wrong` says in words what was wrong with the content of an answer. */
export interface Judgement {
  readonly outcome: 'ok' | 'failed' | 'censored';
  readonly cause: string | null;
  readonly wrong: string | null;
}

export const ok: Judgement = { outcome: 'ok', cause: null, wrong: null };
const censored: Judgement = { outcome: 'censored', cause: null, wrong: null };

const causeHeader = 'X-Poolproof-Cause';

/**
 * Judges a request that ended. A request without an answer when the segment's last moment (deadline and grace) is over
 * was cut by that and is censored; any other request without an answer failed.
 * @param atEnd whether that moment was over when the request ended
 * @param notLoggedIn whether the answer treats the user as a stranger
 * @param wrong what the content check said: null when the content is right or was not looked at
 */
export function judge(ended: Ended, atEnd: boolean, notLoggedIn: boolean, wrong: string | null): Judgement {
  const { status } = ended;
  if (status === 0 && atEnd) return censored;
  if (status > 0 && status < 400 && !notLoggedIn && wrong === null) return ok;
  const cause = causeOf({
    status,
    errorCode: ended.errorCode,
    causeHeader: status === 0 ? undefined : ended.header(causeHeader),
    body: ended.body,
    notLoggedIn,
  });
  return { outcome: 'failed', cause, wrong: cause === 'content' ? wrong : null };
}

/** True when an answer sends its reader to the log-in page. */
export function leadsToLogin(answer: Answer, loginPath: string): boolean {
  if (answer.status < 300 || answer.status >= 400) return false;
  const location = answer.header('Location');
  return location !== undefined && withoutSlash(pathOf(location)) === withoutSlash(loginPath);
}

function pathOf(location: string): string {
  const path = location.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
