/** Was the explanation recorded while the load ran? */
import { formatCount, formatPercent } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';

const sources = ['pools', 'pooler-totals', 'activity', 'cpu'] as const;

/** The longest time without a reading of some source, in seconds. */
export function readSamplerGap(plan: Plan, segment: SegmentEvidence): GateReading {
  const gaps = sources.map((source) => ({ source, gapS: longestGapS(segment, ticksOf(segment, source)) }));
  const worst = gaps.reduce((most, gap) => (gap.gapS > most.gapS ? gap : most));
  const note = `Readings of ${worst.source} were at most ${formatCount(worst.gapS)} s apart.`;
  return gateReading(plan, 'sampler-gap', worst.gapS, note);
}

/** Share of the readings due, one a second of every source, that are not there or came late. */
export function readSamplerMissing(plan: Plan, segment: SegmentEvidence): GateReading {
  const due = (segment.steadyTo - segment.startedAt) * sources.length;
  if (due <= 0) return gateReading(plan, 'sampler-missing', null, 'The load did not last a second.');
  const had = sources.reduce((sum, source) => sum + ticksOf(segment, source).length, 0);
  const note = `${formatCount(due - had)} of ${formatCount(due)} samples are missing (${formatPercent(1 - had / due)}).`;
  return gateReading(plan, 'sampler-missing', 1 - had / due, note);
}

/** The seconds of the load of which there is a reading, ascending. */
function ticksOf({ samples, startedAt, steadyTo }: SegmentEvidence, source: (typeof sources)[number]): number[] {
  const ticks = samples.filter(({ type, tick }) => type === source && tick >= startedAt && tick < steadyTo);
  return [...new Set(ticks.map(({ tick }) => tick))].toSorted((a, b) => a - b);
}

/** The ends of the load count as readings, so that a sampler that starts late or stops early shows. */
function longestGapS({ startedAt, steadyTo }: SegmentEvidence, ticks: readonly number[]): number {
  const marks = [startedAt, ...ticks, steadyTo];
  return Math.max(...marks.slice(1).map((mark, at) => mark - (marks[at] ?? mark)));
}
