/** Endpoints over the segments of an arm: the same name of several segments, or user classes, as one. */
import type { Endpoint, ResultSegment } from '../../runner/model/result.ts';
import { largest, smallest, sum } from './segments.ts';

/** An endpoint's counts added up, and the histograms that are still to be merged. */
export interface EndpointTotal {
  readonly key: string;
  readonly ok: number;
  readonly failed: number;
  readonly censored: number;
  readonly sumMs: number;
  readonly bytes: number;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly causes: Readonly<Record<string, number>>;
  readonly hdrs: readonly (string | null)[];
  readonly steadyOkHdrs: readonly (string | null)[];
  /** Attempts that began in steady, whatever became of them. */
  readonly steadyCount: number;
}

export function addedCauses(some: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const causes of some) {
    for (const [cause, count] of Object.entries(causes)) total[cause] = (total[cause] ?? 0) + count;
  }
  return total;
}

/** All of these as one. */
export function endpointTotal(key: string, parts: readonly Endpoint[]): EndpointTotal {
  const add = (pick: (endpoint: Endpoint) => number): number => sum(parts.map(pick));
  return {
    key,
    ok: add(({ ok }) => ok),
    failed: add(({ failed }) => failed),
    censored: add(({ censored }) => censored),
    sumMs: add(({ sumMs }) => sumMs),
    bytes: add(({ bytes }) => bytes),
    minMs: smallest(parts.map(({ minMs }) => minMs)),
    maxMs: largest(parts.map(({ maxMs }) => maxMs)),
    causes: addedCauses(parts.map(({ causes }) => causes)),
    hdrs: parts.map(({ hdr }) => hdr),
    steadyOkHdrs: parts.map(({ steadyOkHdr }) => steadyOkHdr),
    steadyCount: add(({ steady }) => steady.ok + steady.failed + steady.censored),
  };
}

/** The totals by key, in the order in which keys sort. */
export function endpointTotals(
  segments: readonly ResultSegment[],
  keyOf: (endpoint: Endpoint) => string,
): EndpointTotal[] {
  const parts = new Map<string, Endpoint[]>();
  for (const endpoint of segments.flatMap(({ endpoints }) => endpoints)) {
    const key = keyOf(endpoint);
    const known = parts.get(key);
    if (known === undefined) parts.set(key, [endpoint]);
    else known.push(endpoint);
  }
  return [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, some]) => endpointTotal(key, some));
}
