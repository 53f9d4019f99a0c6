import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import type { Answer, Task, TaskRequest, Visitor } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { canonicalHeader } from './header-name.ts';
import { judge, type Judgement, ok } from './judge.ts';
import type { RecordAttempt } from './recorder.ts';
import type { LoadWindow } from './window.ts';

/** A kind of request that a user makes, and how to tell whether its answer is right. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly record: RecordAttempt;
  /** Says what is wrong with an answer below 400, or null. An object, since to bind its method would cost a call more. */
  readonly content: Pick<Task, 'check'>;
  /** True when an answer that is not right at first sight treats the user as a stranger. */
  isStranger(answer: Answer): boolean;
}

export type Headers = Record<string, string>;

/** Makes one user's attempts, one after the other. */
export interface Attempter {
  /** What the last attempt was answered; status 0 when it was not. */
  readonly answer: Answer;
  /** Makes one request, judges it and records it: one request is one attempt, redirects are not followed. */
  attempt(route: Route, request: TaskRequest, visitor: Visitor, headers: Headers | null): Judgement;
}

type Response = RefinedResponse<'text'>;

/**
 * No request takes longer than the settings allow, nor beyond the end of the window.
 *
 * This is the generator's hot path, run by an interpreter: one answer object serves all of a user's attempts, each field of k6's
 * response is read once (every access crosses from JavaScript to Go), and the usual case, an answer that is right, comes first.
 */
export function attempterOf({ baseUrl, requestTimeoutS }: LoadSettings, { endMs }: LoadWindow): Attempter {
  const requestTimeoutMs = 1000 * requestTimeoutS;
  const plainParams: RefinedParams<'text'> = {};
  const postParams: RefinedParams<'text'> = {};
  let response: Response | undefined;
  const answer = {
    status: 0,
    body: '',
    header: (name: string): string | undefined => response?.headers[canonicalHeader(name)],
  };

  function attempt(route: Route, request: TaskRequest, visitor: Visitor, headers: Headers | null): Judgement {
    const begunMs = now();
    const params = headers === null ? plainParams : postParams;
    const leftMs = endMs - begunMs;
    params.timeout = leftMs < requestTimeoutMs ? leftMs : requestTimeoutMs;
    if (headers !== null) params.headers = headers;
    response = http.request<'text'>(route.method, baseUrl + request.path, bodyOf(request), params);
    const status = (answer.status = response.status);
    const body = (answer.body = status === 0 ? '' : (response.body ?? ''));
    const us = round(1000 * (status === 0 ? now() - begunMs : totalMs(response.timings))) || 1;

    const wrong = status > 0 && status < 400 ? route.content.check(answer, request, visitor) : null;
    const right = status >= 200 && status < 300 && wrong === null;
    const judgement = right ? ok : judgeOther(route, response.error_code, wrong);
    // The body's length is in UTF-16 units, which are bytes as long as it is ASCII.
    route.record(begunMs, us, body.length, judgement);
    return judgement;
  }

  function judgeOther(route: Route, errorCode: number, wrong: string | null): Judgement {
    const atEnd = answer.status === 0 && now() >= endMs;
    return judge({ ...answer, errorCode }, atEnd, answer.status > 0 && route.isStranger(answer), wrong);
  }
  return { answer, attempt };
}

const now = Date.now;
const round = Math.round;

function bodyOf({ body }: TaskRequest): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Blocked + connecting + TLS + sending + waiting + receiving, each moment once: what k6 calls blocked lasts until the
 * connection is there, connecting and TLS included (lib/netext/httpext/tracer.go, GetConn to GotConn), and what it calls
 * duration is sending, waiting and receiving. Without an answer k6 does not time every phase, so the clock does.
 */
function totalMs(timings: Response['timings']): number {
  return timings.blocked + timings.duration;
}
