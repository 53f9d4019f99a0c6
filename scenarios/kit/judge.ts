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

const ok: Judgement = { outcome: 'ok', cause: null, wrong: null };
const censored: Judgement = { outcome: 'censored', cause: null, wrong: null };

const causeHeader = 'X-Poolproof-Cause';

/** True for an answer whose content is to be checked: neither none at all nor an error. */
export function isAnswered(ended: Ended): boolean {
  return ended.status > 0 && ended.status < 400;
}

/**
 * Judges a request that ended. A request without an answer when the segment's last moment (deadline and grace) is over
 * was cut by that and is censored; any other request without an answer failed.
 * @param atEnd whether that moment was over when the request ended
 * @param notLoggedIn whether the answer treats the user as a stranger
 * @param wrong what is wrong with the content of an answer, or null
 */
export function judge(ended: Ended, atEnd: boolean, notLoggedIn: boolean, wrong: string | null): Judgement {
  if (wrong === null && !notLoggedIn && isAnswered(ended)) return ok;
  if (ended.status === 0 && atEnd) return censored;
  const cause = causeOf({
    status: ended.status,
    errorCode: ended.errorCode,
    causeHeader: ended.status === 0 ? undefined : ended.header(causeHeader),
    body: ended.body,
    notLoggedIn,
  });
  return { outcome: 'failed', cause, wrong };
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
