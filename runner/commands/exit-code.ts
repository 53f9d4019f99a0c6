import type { GateMode } from '../config/resolve.ts';
import { exitCodes } from '../errors.ts';
import type { Overall } from '../model/verdict.ts';

const codeOf: Record<Overall, number> = {
  PASS: exitCodes.pass,
  FAIL: exitCodes.fail,
  INCONCLUSIVE: exitCodes.inconclusive,
  INVALID: exitCodes.invalid,
};

/** The exit code of a verdict: `fail` forgives INCONCLUSIVE, `none` forgives every verdict. */
export function exitCodeOfVerdict(verdict: Overall, gate: GateMode): number {
  const forgiven = gate === 'none' || (gate === 'fail' && verdict === 'INCONCLUSIVE');
  return forgiven ? exitCodes.pass : codeOf[verdict];
}
