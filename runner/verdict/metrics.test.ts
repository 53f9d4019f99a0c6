import { describe, expect, it } from 'vitest';
import { aResultSegment } from '../model/testing/factories.ts';
import { connectionErrorsOf, readMetric } from './metrics.ts';

describe('metrics of a segment', () => {
  it.each([
    ['success rate leaves censored attempts out', 'success rate', { attempts: 110, censored: 10, failures: 5 }, 0.95],
    ['success rate of nothing', 'success rate', { attempts: 3, censored: 3, failures: 0 }, null],
    // 4 in the ramp once, and 2 in 40 s of steady for the 285 s that are left: 4 + .05 · 285.
    [
      'failures of a ramp count once',
      'failures per 300 s',
      { failures: 6, failuresBeforeSteady: 4, steadyFromS: 15, steadyS: 40 },
      18.25,
    ],
    [
      'failures of a run of 300 s are themselves',
      'failures per 300 s',
      { failures: 373, failuresBeforeSteady: 0, steadyFromS: 0, steadyS: 300 },
      373,
    ],
    [
      'a ramp of 600 s counts half',
      'failures per 300 s',
      { failures: 30, failuresBeforeSteady: 20, steadyFromS: 600, steadyS: 40 },
      10,
    ],
    ['a median that is no number is infinite', 'median response time', { medianMs: null }, Infinity],
    ['so is a p95', 'p95 response time', { p95Ms: null }, Infinity],
    ['a p99 is in milliseconds', 'p99 response time', { p99Ms: 41 }, 41],
    ['throughput is goodput', 'throughput', { throughputPerS: 30, goodputPerS: 20 }, 20],
    [
      'connection errors are those of the table alone',
      'connection errors',
      { causes: { 'pg-53300': 3, 'db-unreachable': 2, 'pg-57014': 7, content: 1 } },
      5,
    ],
  ] as const)('%s', (_, metric, overrides, wanted) => {
    expect(readMetric(metric, aResultSegment(overrides))).toBe(wanted);
  });

  it('finds no connection errors where nothing failed', () => {
    expect(connectionErrorsOf(aResultSegment())).toBe(0);
  });
});
