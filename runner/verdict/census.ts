import { counted, formatCount, formatPercent } from '../model/format.ts';
import type { ResultSegment } from '../model/result.ts';
import { significance } from '../model/significance.ts';
import { type Evidence, wholeSegments } from './blocks.ts';
import type { Level } from './level.ts';
import { endedOf, readMetric } from './metrics.ts';
import type { Reading } from './reading.ts';
import { wilson } from './wilson.ts';

/**
 * "= 0": one event in any segment is a FAIL, in voided and unfinished ones too, since nothing that a gate finds undoes
 * it; none in the whole segments is a PASS, if they are enough.
 */
export function readCensus(evidence: Evidence, { metric, arm, bound }: Level): Reading {
  const segments = evidence.segments.filter((segment) => segment.arm === arm);
  const points = segments.map((segment) => readMetric(metric, segment) ?? 0);
  const events = points.reduce((sum, count) => sum + count, 0);
  const n = wholeSegments(evidence, arm).length;
  return {
    estimate: segments.length === 0 ? null : events,
    interval: [null, null],
    met: segments.length === 0 ? null : events === 0,
    n,
    tTest: null,
    signFlip: null,
    points,
    verdict: events > 0 ? 'FAIL' : n === 0 ? 'INCONCLUSIVE' : 'PASS',
    found:
      segments.length === 0
        ? `${metric} of ${arm} could not be read in a segment`
        : `${events === 0 ? 'no' : formatCount(events)} ${metric} in ${placesOf(segments, points, events)} of ${arm}`,
    because: events > 0 ? `, where ${bound.text} allows none` : ruledOut(segments, n),
  };
}

function placesOf(segments: readonly ResultSegment[], points: readonly number[], events: number): string {
  const ended = formatCount(segments.reduce((sum, segment) => sum + endedOf(segment), 0));
  if (events === 0) return `${ended} attempts of ${counted(segments.length, 'segment')}`;
  const hit = segments.filter((_, at) => (points[at] ?? 0) > 0);
  const notWhole = hit.filter(({ status }) => status !== 'ok').length;
  const aside = notWhole === 0 ? '' : ` (${notWhole} of them not whole; they count all the same)`;
  return `${hit.length} of ${counted(segments.length, 'segment')}${aside} with ${ended} attempts`;
}

/**
 * What none seen leaves possible: for the rate, Wilson's upper bound; for segments, (1 − share)^n = .05 solved for the
 * share. Looks leave this as it is: none in all blocks is none in the first ones too, so that only one of the two is tried.
 */
function ruledOut(segments: readonly ResultSegment[], n: number): string {
  const rate = wilson(
    0,
    segments.reduce((sum, segment) => sum + endedOf(segment), 0),
    significance,
  );
  if (rate === null || n === 0) return '';
  const share = 1 - significance ** (1 / n);
  return `: with 95 % confidence the rate is at most ${formatPercent(rate[1])}, and up to ${formatPercent(share)} of segments could still have one`;
}
