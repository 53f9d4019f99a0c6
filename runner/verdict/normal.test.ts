import { expect, it } from 'vitest';
import { normalCdf, normalQuantile } from './normal.ts';

// The error function at 30 digits (mpmath).
it.each([
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [-1.6448536269514722, 0.05],
  [1.959963984540054, 0.975],
  [3, 0.99865010196837],
  [-5, 2.86651571879194e-7],
])('P(Z ≤ %s) is %s', (z, share) => {
  expect(Math.abs(normalCdf(z) - share)).toBeLessThan(1e-14);
});

it.each([
  [0.5, 0],
  [0.05, 1.6448536269514722],
  [0.029, 1.895697923991838],
  [0.025, 1.9599639845400543],
])('a share of %s lies above %s', (tail, z) => {
  expect(Math.abs(normalQuantile(tail) - z)).toBeLessThan(2e-15);
});

it('has nothing left far out', () => {
  expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
});
