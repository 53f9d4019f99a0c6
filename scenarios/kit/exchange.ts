import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import type { Ended } from './judge.ts';

/**
 * Makes one user's requests, one after the other; the answer to the last one stands in its fields. One object serves all
 * of a user's requests, and each field of k6's response is read once, because every access crosses from JavaScript to
 * Go: this is the generator's hot path.
 */
export interface Exchange extends Ended {
  /** Length of the body. In UTF-16 units, which are bytes as long as the body is ASCII. */
  readonly bytes: number;
  /** Response time in whole microseconds, at least 1. */
  readonly us: number;
  /** Sends a request and reads the whole answer; does not throw when that fails. */
  send(begunMs: number, method: 'GET' | 'POST', url: string, body: string | null, params: RefinedParams<'text'>): void;
}

type Response = RefinedResponse<'text'>;

export function exchangeOf(): Exchange {
  let last: Response | undefined;
  const exchange = {
    status: 0,
    errorCode: 0,
    body: '',
    bytes: 0,
    us: 1,
    header: (name: string): string | undefined => last?.headers[canonical(name)],
    send: (
      begunMs: number,
      method: 'GET' | 'POST',
      url: string,
      body: string | null,
      params: RefinedParams<'text'>,
    ): void => {
      const response = http.request<'text'>(method, url, body, params);
      last = response;
      const status = response.status;
      const text = status === 0 ? '' : (response.body ?? '');
      exchange.status = status;
      exchange.errorCode = status === 0 ? response.error_code : 0;
      exchange.body = text;
      exchange.bytes = text.length;
      exchange.us = status === 0 ? microseconds(now() - begunMs) : microseconds(totalMs(response.timings));
    },
  };
  return exchange;
}

const now = Date.now;
const round = Math.round;

function microseconds(ms: number): number {
  return round(1000 * ms) || 1;
}

/**
 * Blocked + connecting + TLS + sending + waiting + receiving, each moment once: what k6 calls blocked lasts until the
 * connection is there, connecting and TLS included (lib/netext/httpext/tracer.go, GetConn to GotConn), and what it calls
 * duration is sending, waiting and receiving. Without an answer k6 does not time every phase, so the clock does.
 */
function totalMs(timings: Response['timings']): number {
  return timings.blocked + timings.duration;
}

/** Header names as Go writes them, remembered because every answer is asked for the same few. */
const canonicalNames = new Map<string, string>();

function canonical(name: string): string {
  let known = canonicalNames.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    canonicalNames.set(name, known);
  }
  return known;
}
