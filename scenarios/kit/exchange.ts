import http, { type Params, type RefinedResponse } from 'k6/http';
import type { Ended } from './judge.ts';

/** One request and its answer. */
export interface Exchange extends Ended {
  /** Response time in whole microseconds, at least 1. */
  readonly us: number;
  readonly bytes: number;
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

/**
 * Sends a request and reads the whole answer; never throws for a failed one. Each field of k6's response is read once,
 * because every access crosses from JavaScript to Go and copies.
 */
export function exchange(method: 'GET' | 'POST', url: string, body: string | null, params: Params): Exchange {
  const begunMs = Date.now();
  const response = http.request(method, url, body, params) as RefinedResponse<'text'>;
  const status = response.status;
  const text = status === 0 ? '' : (response.body ?? '');
  return {
    status,
    body: text,
    bytes: text.length,
    errorCode: status === 0 ? response.error_code : 0,
    us: Math.max(1, Math.round(1000 * (status === 0 ? Date.now() - begunMs : totalMs(response.timings)))),
    header: (name) => response.headers[canonical(name)],
  };
}

/**
 * Blocked + connecting + TLS + sending + waiting + receiving, each moment once: what k6 calls blocked lasts until the
 * connection is there, connecting and TLS included (lib/netext/httpext/tracer.go, GetConn to GotConn), and what it calls
 * duration is sending, waiting and receiving. Without an answer k6 does not time every phase, so the clock does.
 */
function totalMs(timings: RefinedResponse<'text'>['timings']): number {
  return timings.duration + Math.max(timings.blocked, timings.connecting + timings.tls_handshaking);
}
