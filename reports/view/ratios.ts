/** The ratios behind the answer, drawn: each block's, and the interval of the whole. */
import { intervalText } from '../../runner/model/significance.ts';
import type { Verdict } from '../../runner/model/verdict.ts';
import { segmentOf, ratio } from './blocks.ts';
import { floorBand, significanceOf } from './floor.ts';
import { readingOf } from './metric-reading.ts';
import type { Round } from './segments.ts';
import type { RatioChart, RatioRow, Tone } from './types.ts';

type Comparison = Verdict['comparisons'][number];

function pointsOf(rounds: readonly Round[], { metric, arm, against }: Comparison): number[] {
  const pick = readingOf(metric);
  if (pick === null) return [];
  return rounds
    .filter(({ whole }) => whole)
    .flatMap((round) => {
      const [one, other] = [segmentOf(round, arm), segmentOf(round, against)];
      const quotient = one === undefined || other === undefined ? null : ratio(pick(one), pick(other));
      return quotient === null || quotient <= 0 ? [] : [quotient];
    });
}

const tones: Readonly<Record<Comparison['effect'], Tone>> = { better: 'good', worse: 'bad', 'none shown': 'muted' };

function rowOf(verdict: Verdict, rounds: readonly Round[], comparison: Comparison): RatioRow[] {
  const { metric, kind, estimate, interval, effect } = comparison;
  const [low, high] = interval;
  if (kind !== 'ratio' || estimate === null || low === null || high === null) return [];
  if (Math.min(estimate, low) <= 0) return [];
  const floor = floorBand(verdict, metric);
  return [{ label: metric, tone: tones[effect], points: pointsOf(rounds, comparison), estimate, low, high, floor }];
}

/** Null when no ratio has an interval. Scaled alike to both sides of 1, at least from 0.8 to 1.25. */
export function ratioChart(verdict: Verdict, rounds: readonly Round[]): RatioChart | null {
  const rows = verdict.comparisons.flatMap((comparison) => rowOf(verdict, rounds, comparison));
  const first = verdict.comparisons[0];
  if (rows.length === 0 || first === undefined) return null;
  const values = rows.flatMap(({ points, low, high, floor }) => [...points, low, high, ...(floor ?? [])]);
  const reach = Math.max(1.25, ...values.map((value) => Math.max(value, 1 / value))) * 1.02;
  const interval = `${intervalText(significanceOf(verdict))} interval`;
  return {
    title: `${first.arm} over ${first.against}`,
    interval,
    description: rows
      .map(({ label, estimate, low, high }) => `${label}: ${estimate}, ${interval} ${low} to ${high}`)
      .join('; '),
    domain: [1 / reach, reach],
    rows,
  };
}
