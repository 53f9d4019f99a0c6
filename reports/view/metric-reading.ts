/** A segment's reading of what is compared, by the metric's name. */
import type { ResultSegment } from '../../runner/model/result.ts';
import { successRate } from './segments.ts';

type Pick = (segment: ResultSegment) => number | null;

const failureRate: Pick = (segment) => {
  const ok = successRate(segment);
  return ok === null ? null : 1 - ok;
};

const picks: Readonly<Record<string, Pick>> = {
  goodput: ({ goodputPerS }) => goodputPerS,
  throughput: ({ goodputPerS }) => goodputPerS,
  median: ({ medianMs }) => medianMs,
  'median response time': ({ medianMs }) => medianMs,
  'p95 response time': ({ p95Ms }) => p95Ms,
  'p99 response time': ({ p99Ms }) => p99Ms,
  'failure rate': failureRate,
  'success rate': successRate,
};

/** In base units; throughput is judged on goodput. Null for a metric that no segment has by itself. */
export function readingOf(metric: string): Pick | null {
  return picks[metric] ?? null;
}
