/** What a criterion reads from a segment. */
import { isConnectionCause } from '../model/causes.ts';
import type { Metric } from '../model/config.ts';
import type { ResultSegment } from '../model/result.ts';

/** The length of run that the reference case's counts of failures are for, in seconds. */
const countedOverS = 300;

/** Attempts that were answered or refused: censored ones say neither. */
export function endedOf({ attempts, censored }: ResultSegment): number {
  return attempts - censored;
}

export function connectionErrorsOf({ causes }: ResultSegment): number {
  return Object.entries(causes).reduce((sum, [cause, count]) => sum + (isConnectionCause(cause) ? count : 0), 0);
}

/** Failed over ended attempts of the whole segment; null when none ended. */
export function failureRateOf(segment: ResultSegment): number | null {
  const ended = endedOf(segment);
  return ended === 0 ? null : segment.failures / ended;
}

/**
 * Failures as in one run of 300 s: those of the time before steady, which such a run has once, and steady's rate over
 * what is left. Null when there was no steady.
 */
function failuresPer300S({ failures, failuresBeforeSteady, steadyFromS, steadyS }: ResultSegment): number | null {
  if (steadyS <= 0) return null;
  // A ramp longer than 300 s counts as far as such a run would have come.
  const before = failuresBeforeSteady * Math.min(1, countedOverS / Math.max(steadyFromS, 1));
  const steadyPerS = (failures - failuresBeforeSteady) / steadyS;
  return before + steadyPerS * Math.max(0, countedOverS - steadyFromS);
}

/** A failed attempt is infinitely slow, so a quantile that is no number is an infinite one. */
function quantileOf(key: 'medianMs' | 'p95Ms' | 'p99Ms'): (segment: ResultSegment) => number {
  return (segment) => segment[key] ?? Infinity;
}

const readers: Record<Metric, (segment: ResultSegment) => number | null> = {
  'success rate': (segment) => {
    const rate = failureRateOf(segment);
    return rate === null ? null : 1 - rate;
  },
  'failures per 300 s': failuresPer300S,
  'connection errors': connectionErrorsOf,
  'median response time': quantileOf('medianMs'),
  'p95 response time': quantileOf('p95Ms'),
  'p99 response time': quantileOf('p99Ms'),
  // Goodput: failing fast must not look fast.
  throughput: ({ goodputPerS }) => goodputPerS,
};

/**
 * The metric of a whole segment in base units; Infinity for a quantile that is not finite, null where nothing was
 * measured.
 */
export function readMetric(metric: Metric, segment: ResultSegment): number | null {
  return readers[metric](segment);
}
