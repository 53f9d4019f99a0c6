import type { RefinedParams } from 'k6/http';
import type { Answer, TaskRequest, Visitor } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { isAnswered, judge, type Judgement } from './judge.ts';
import type { RecordAttempt } from './recorder.ts';
import type { LoadWindow } from './window.ts';

/** A kind of request that a user makes, and how to tell whether its answer is right. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly record: RecordAttempt;
  /** True when the answer treats the user as a stranger. */
  isStranger(answer: Answer): boolean;
  /** What is wrong with the content of the answer, or null. */
  check(answer: Answer, request: TaskRequest, visitor: Visitor): string | null;
}

export type Headers = Record<string, string>;

/** Makes one user's attempts. */
export interface Attempter {
  /** What the last attempt was answered. */
  readonly answer: Exchange;
  /** Makes one request, judges it and records it: one request is one attempt, redirects are not followed. */
  attempt(route: Route, request: TaskRequest, visitor: Visitor, headers: Headers | null): Judgement;
}

/** No request takes longer than the settings allow, nor beyond the end of the window. */
export function attempterOf({ baseUrl, requestTimeoutS }: LoadSettings, { endMs }: LoadWindow): Attempter {
  const answer = exchangeOf();
  const requestTimeoutMs = 1000 * requestTimeoutS;
  const params: RefinedParams<'text'> = {};

  function attempt(route: Route, request: TaskRequest, visitor: Visitor, headers: Headers | null): Judgement {
    const begunMs = now();
    const leftMs = endMs - begunMs;
    params.timeout = leftMs < requestTimeoutMs ? leftMs : requestTimeoutMs;
    if (headers === null) delete params.headers;
    else params.headers = headers;
    answer.send(begunMs, route.method, baseUrl + request.path, bodyText(request.body), params);
    const stranger = answer.status > 0 && route.isStranger(answer);
    const wrong = isAnswered(answer) && !stranger ? route.check(answer, request, visitor) : null;
    const judgement = judge(answer, answer.status === 0 && now() >= endMs, stranger, wrong);
    route.record(begunMs, answer, judgement);
    return judgement;
  }
  return { answer, attempt };
}

const now = Date.now;

function bodyText(body: TaskRequest['body']): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
