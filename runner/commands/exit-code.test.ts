import { expect, it } from 'vitest';
import { exitCodeOfVerdict, exitCodeOfVerdicts } from './exit-code.ts';

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

it.each([
  [['PASS', 'PASS'], 'strict', 0],
  [['PASS', 'INCONCLUSIVE'], 'strict', 2],
  [['FAIL', 'INCONCLUSIVE'], 'strict', 1],
  [['FAIL', 'INVALID'], 'strict', 3],
  [['INCONCLUSIVE', 'PASS'], 'fail', 0],
  [['INCONCLUSIVE', 'FAIL'], 'fail', 1],
  [['INVALID', 'FAIL'], 'none', 0],
] as const)('%j with --gate %s exits %i, by the worst', (verdicts, gate, code) => {
  expect(exitCodeOfVerdicts(verdicts, gate)).toBe(code);
});
