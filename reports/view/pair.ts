/** The two arms that the question is about. */
import type { Plan } from '../../runner/model/plan.ts';
import type { Verdict } from '../../runner/model/verdict.ts';

export interface Pair {
  readonly arm: string;
  readonly against: string;
}

/** Taken from what was judged: the answer, else a criterion on a ratio; else the first pooled arm and the first that is not. */
export function pairOf(plan: Plan, verdict: Verdict): Pair {
  const judged = verdict.comparisons[0];
  if (judged !== undefined) return { arm: judged.arm, against: judged.against };
  const ratio = plan.criteria.find(({ against }) => against !== null);
  if (ratio !== undefined && ratio.against !== null) return { arm: ratio.arm, against: ratio.against };
  const names = plan.arms.map(({ name }) => name);
  const arm = plan.arms.find(({ via }) => via === 'pooler')?.name ?? names[1] ?? names[0] ?? '';
  const against = plan.arms.find(({ name, via }) => via === 'postgres' && name !== arm)?.name ?? names[0] ?? '';
  return { arm, against };
}
