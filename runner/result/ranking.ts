/** Quantiles over attempts of which some have no response time: they are ranked, not left out. */
import { atRankMs, type Counts, nearestRank } from './histogram.ts';

/**
 * Attempts in ascending order: ok by response time, then failed and dropped ones (infinitely slow), then censored ones
 * (above all that ended).
 */
export interface Ranked {
  /** Of the ok attempts. */
  readonly counts: Counts;
  readonly failed: number;
  /** Arrivals of an open run that were due and never begun. */
  readonly dropped: number;
  readonly censored: number;
}

/** A quantile of ranked attempts in milliseconds, or why it is no number. */
export type RankedQuantile =
  | { readonly ms: number; readonly reason: null }
  | { readonly ms: null; readonly reason: string };

/** By nearest rank: the median of an even number is the lower of the two in the middle. */
export function rankedQuantile({ counts, failed, dropped, censored }: Ranked, share: number): RankedQuantile {
  const ok = counts.total;
  const all = ok + failed + dropped + censored;
  if (all === 0) return { ms: null, reason: 'no attempt began in steady' };
  const rank = nearestRank(share, all);
  if (rank <= ok) return { ms: atRankMs(counts, rank), reason: null };
  const isInfinite = rank <= ok + failed + dropped;
  if (dropped > 0) {
    const what = isInfinite ? 'an arrival that failed or was dropped' : 'an unanswered arrival';
    const rest = `${failed} failed, ${dropped} dropped and ${censored} unanswered of ${all} that were due in steady`;
    return { ms: null, reason: `it falls on ${what}: ${rest}` };
  }
  const what = isInfinite ? 'a failed attempt' : 'an unanswered attempt';
  const rest = `${failed} failed and ${censored} unanswered of ${all} that began in steady`;
  return { ms: null, reason: `it falls on ${what}: ${rest}` };
}
