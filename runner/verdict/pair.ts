import type { Arm } from '../model/config.ts';
import type { Plan } from '../model/plan.ts';

/** The two arms that the answer compares. */
export interface Pair {
  readonly arm: string;
  readonly against: string;
  /** What differs between them, as the subject of a sentence. */
  readonly subject: string;
}

/**
 * The arm judged and the one it is held against: the first through the pooler and the first straight to Postgres; where
 * there is no such two, the second arm and the first.
 */
export function comparedPair({ arms }: Pick<Plan, 'arms'>): Pair | null {
  const base: Arm | undefined = arms.find(({ via }) => via === 'postgres') ?? arms[0];
  const others = arms.filter((arm) => arm !== base);
  const arm = others.find(({ via }) => via === 'pooler') ?? others[0];
  if (base === undefined || arm === undefined) return null;
  const isProduct = arm.via === 'pooler' && base.via === 'postgres';
  return {
    arm: arm.name,
    against: base.name,
    subject: isProduct ? 'pooling' : `using ${arm.name} instead of ${base.name}`,
  };
}
