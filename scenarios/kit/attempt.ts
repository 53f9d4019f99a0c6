import type { Params } from 'k6/http';
import type { Answer } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { type Exchange, exchange } from './exchange.ts';
import { type Judgement, judge } from './judge.ts';
import type { RecordAttempt } from './recorder.ts';
import type { LoadWindow } from './window.ts';

/** A request to make, and how to tell whether its answer is right. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  /** True when the answer treats the user as a stranger. */
  isStranger(answer: Answer): boolean;
  /** What is wrong with the answer, or null. */
  check(answer: Answer): string | null;
}

export interface Attempted {
  readonly exchange: Exchange;
  readonly judgement: Judgement;
}

/** Makes one request, judges it and records it: one request is one attempt, redirects are not followed. */
export type Attempt = (request: Request, record: RecordAttempt) => Attempted;

/** No request takes longer than the settings allow, nor beyond the end of the window. */
export function attempterOf(settings: LoadSettings, window: LoadWindow): Attempt {
  const requestTimeoutMs = 1000 * settings.requestTimeoutS;
  return (request, record) => {
    const begunMs = Date.now();
    const params: Params = { timeout: Math.min(requestTimeoutMs, window.endMs - begunMs) };
    if (request.headers !== null) params.headers = { ...request.headers };
    const done = exchange(request.method, settings.baseUrl + request.path, request.body, params);
    const atEnd = done.status === 0 && Date.now() >= window.endMs;
    const judgement = judge(done, atEnd, done.status > 0 && request.isStranger(done), () => request.check(done));
    record(begunMs, done, judgement);
    return { exchange: done, judgement };
  };
}
