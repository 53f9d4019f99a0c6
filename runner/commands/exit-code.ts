import type { GateMode } from '../config/resolve.ts';
import { exitCodes } from '../errors.ts';
import type { Overall } from '../model/verdict.ts';

const codeOf: Record<Overall, number> = {
  PASS: exitCodes.pass,
  FAIL: exitCodes.fail,
  INCONCLUSIVE: exitCodes.inconclusive,
  INVALID: exitCodes.invalid,
};

const worstFirst: readonly Overall[] = ['INVALID', 'FAIL', 'INCONCLUSIVE', 'PASS'];

/** The exit code of several runs: that of the worst verdict. */
export function exitCodeOfVerdicts(verdicts: readonly Overall[], gate: GateMode): number {
  return exitCodeOfVerdict(worstFirst.find((verdict) => verdicts.includes(verdict)) ?? 'PASS', gate);
}

/** The exit code of a verdict: `fail` forgives INCONCLUSIVE, `none` forgives every verdict. */
export function exitCodeOfVerdict(verdict: Overall, gate: GateMode): number {
  const forgiven = gate === 'none' || (gate === 'fail' && verdict === 'INCONCLUSIVE');
  return forgiven ? exitCodes.pass : codeOf[verdict];
}
