import { describe, expect, it } from 'vitest';
import { addTimes, bucketOf, countsOf, type Times } from './histogram.ts';
import { rankedQuantile } from './ranking.ts';

/** ok attempts of 1 ms, 2 ms, … in that order; exact, because they are below 2048 µs times eight. */
function quantile(ok: number, failed: number, censored: number, share: number, dropped = 0) {
  const times: Times = new Map();
  for (let at = 1; at <= ok; at += 1) addTimes(times, bucketOf(at * 100), 1);
  return rankedQuantile({ counts: countsOf(times), failed, dropped, censored }, share);
}

describe('rankedQuantile', () => {
  it.each([
    ['one attempt', 1, 0, 0, 0.5, 0.1],
    ['the lower of two in the middle', 10, 0, 0, 0.5, 0.5],
    ['the middle of an odd number', 11, 0, 0, 0.5, 0.6],
    ['failed ones rank above all ok ones', 10, 4, 0, 0.5, 0.7],
    ['exactly half failed: the lower middle is the slowest that was ok', 10, 10, 0, 0.5, 1],
    ['unanswered ones rank too', 10, 5, 5, 0.5, 1],
    ['p95 with one failed of twenty', 19, 1, 0, 0.95, 1.9],
  ])('%s', (_, ok, failed, censored, share, ms) => {
    expect(quantile(ok, failed, censored, share)).toEqual({ ms, reason: null });
  });

  it.each([
    ['more than half failed', 10, 11, 0, 0.5, 'it falls on a failed attempt: 11 failed and 0 unanswered of 21'],
    ['more than half unanswered', 4, 1, 6, 0.5, 'it falls on an unanswered attempt: 1 failed and 6 unanswered of 11'],
    ['the tail failed', 18, 2, 0, 0.95, 'it falls on a failed attempt: 2 failed and 0 unanswered of 20'],
    ['nothing began', 0, 0, 0, 0.5, 'no attempt began in steady'],
  ])('is no number when %s', (_, ok, failed, censored, share, reason) => {
    const found = quantile(ok, failed, censored, share);
    expect(found.ms).toBeNull();
    expect(found.reason).toContain(reason);
  });

  it('counts dropped arrivals as infinitely slow, before those that were cut off', () => {
    expect(quantile(97, 1, 1, 0.97, 1).ms).toBeCloseTo(9.7, 2);
    expect(quantile(97, 1, 1, 0.99, 1)).toEqual({
      ms: null,
      reason:
        'it falls on an arrival that failed or was dropped: 1 failed, 1 dropped and 1 unanswered of 100 that were due in steady',
    });
    expect(quantile(97, 1, 1, 1, 1).reason).toContain('it falls on an unanswered arrival');
    expect(quantile(0, 0, 0, 0.5, 3).ms).toBeNull();
  });
});
