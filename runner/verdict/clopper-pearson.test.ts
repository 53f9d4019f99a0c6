import { describe, expect, it } from 'vitest';
import { lowerBound, upperBound } from './clopper-pearson.ts';

describe('bounds of a share', () => {
  // None of n: 1 − .05^(1/n). The others by summing the binomial's terms with sixty digits.
  it.each([
    [0, 10, 0.2588655509],
    [0, 60, 0.0487029133],
    [1, 100, 0.0465598115],
    [4, 200, 0.045180415],
    [10, 10, 1],
  ])('above: %d of %d', (events, runs, bound) => {
    expect(upperBound(events, runs)).toBeCloseTo(bound, 8);
  });

  it('below is the mirror image', () => {
    expect(lowerBound(0, 10)).toBeCloseTo(0, 8);
    expect(lowerBound(10, 10)).toBeCloseTo(0.05 ** (1 / 10), 8);
    expect(lowerBound(30, 100)).toBeCloseTo(1 - upperBound(70, 100), 8);
  });

  it('is wider at a stricter level', () => {
    expect(upperBound(1, 100, 1e-4)).toBeCloseTo(0.1114477467, 8);
  });

  it('holds for counts of which the first terms are no doubles', () => {
    expect(upperBound(1000, 20_000)).toBeCloseTo(0.0526087312, 8);
  });
});
