import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDecimal,
  formatDuration,
  formatMetric,
  formatMs,
  formatP,
  formatPercent,
  formatPlain,
  formatPoints,
  formatRate,
  formatRatio,
} from './format.ts';

type Case = readonly [number | null, string];

function reads(format: (value: number | null) => string, cases: readonly Case[]): void {
  it.each(cases)(`${format.name}(%s) reads "%s"`, (value, text) => {
    expect(format(value)).toBe(text);
  });
}

describe('numbers for people', () => {
  reads(formatCount, [
    [0, '0'],
    [-0.2, '0'],
    [999, '999'],
    [1234567, '1,234,567'],
    [-1234, '−1,234'],
    [null, '–'],
    [Infinity, '–'],
    [Number.NaN, '–'],
  ]);
  reads(formatPlain, [
    [0, '0'],
    [1240.4, '1,240'],
    [99.96, '100'],
    [41.23, '41.2'],
    [4.125, '4.13'],
    [0.04125, '0.0413'],
    [-4.1, '−4.10'],
  ]);
  reads(formatPercent, [
    [0, '0 %'],
    [1, '100 %'],
    [0.9726, '97.3 %'],
    [0.9997, '99.97 %'],
    [0.99996, '99.996 %'],
    [0.9999999, 'over 99.999 %'],
    [0.0002, '0.02 %'],
    [0.000001, 'under 0.001 %'],
    [1.2, '120.0 %'],
    [null, '–'],
  ]);
  reads(formatChange, [
    [1.183, '+18.3 %'],
    [0.958, '−4.2 %'],
    [1, '0.0 %'],
    [0.99999, '0.0 %'],
    [1.00001, '0.0 %'],
    [13.5, '+1,250.0 %'],
  ]);
  reads(formatPoints, [
    [-0.012, '−1.2 points'],
    [0.25, '+25.0 points'],
    [0.0004, '+0.04 points'],
    [0, '0.0 points'],
    [null, '–'],
  ]);
  reads(formatMs, [
    [0, '0 ms'],
    [0.412, '0.41 ms'],
    [4.125, '4.13 ms'],
    [41.23, '41.2 ms'],
    [412.4, '412 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1240, '1.24 s'],
    [83_000, '83.0 s'],
  ]);
  reads(formatDuration, [
    [0, '0 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
  ]);
  reads(formatRate, [
    [27.94, '27.9/s'],
    [null, '–'],
  ]);
  reads(formatRatio, [
    [1.234, '1.23'],
    [1.005, '1.01'],
    [0.0123, '0.012'],
  ]);
  reads(formatBytes, [
    [0, '0 B'],
    [512, '512 B'],
    [1536, '1.5 kB'],
    [8 * 1024 ** 3, '8.0 GB'],
  ]);
  reads(formatP, [
    [0.034, '0.034'],
    [0.0021, '0.0021'],
    [0.00001, 'under 0.0001'],
  ]);

  it('has a unit for every metric', () => {
    expect(formatMetric('success rate', 0.9858)).toBe('98.6 %');
    expect(formatMetric('failures per 300 s', 373)).toBe('373');
    expect(formatMetric('connection errors', 1200)).toBe('1,200');
    expect(formatMetric('median response time', 180)).toBe('180 ms');
    expect(formatMetric('throughput', 15.06)).toBe('15.1/s');
  });

  it('keeps as many decimals as asked for', () => {
    expect(formatDecimal(-1234.5678, 2)).toBe('−1,234.57');
  });
});
