import { expect, it } from 'vitest';
import { exitCodeOfVerdict } from './exit-code.ts';

it.each([
  ['PASS', 'strict', 0],
  ['FAIL', 'strict', 1],
  ['INCONCLUSIVE', 'strict', 2],
  ['INVALID', 'strict', 3],
  ['FAIL', 'fail', 1],
  ['INCONCLUSIVE', 'fail', 0],
  ['INVALID', 'fail', 3],
  ['FAIL', 'none', 0],
  ['INVALID', 'none', 0],
] as const)('%s with --gate %s exits %i', (verdict, gate, code) => {
  expect(exitCodeOfVerdict(verdict, gate)).toBe(code);
});
