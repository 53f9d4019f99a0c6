/** Runs of two arms from a few numbers per segment, for tests that make many of them. */
import type { Plan, PlannedCriterion } from '../../model/plan.ts';
import type { Result, ResultSegment } from '../../model/result.ts';
import type { Metric } from '../../model/config.ts';
import {
  aBound,
  aPlan,
  aPlannedCriterion,
  aResult,
  aResultSegment,
  plannedSegments,
} from '../../model/testing/factories.ts';

export interface Run {
  readonly plan: Plan;
  readonly result: Result;
}

const bare = { endpoints: [], seconds: [] };
const direct = aResultSegment({ arm: 'direct', ...bare });
const pooled = aResultSegment({ arm: 'pooled', ...bare });

/** A criterion as the config writes it: `median response time`, `pooled/direct`, `<= 1.10`. */
export function criterion(metric: Metric, arms: string, bound: string): PlannedCriterion {
  const [arm = '', against = null] = arms.split('/');
  return aPlannedCriterion({ id: `${metric}:${arms}`, metric, arm, against, bound: aBound(bound) });
}

/** A run of so many blocks; `each` says what is different about a segment, its place counted from 0. */
export function aRun(
  blocks: number,
  criteria: readonly PlannedCriterion[],
  each: (arm: string, place: number) => Partial<ResultSegment> = () => ({}),
): Run {
  const plan = aPlan({ criteria: [...criteria], segments: plannedSegments(blocks) });
  const segments = plan.segments.map((planned) => ({
    ...(planned.arm === 'direct' ? direct : pooled),
    ...planned,
    ...each(planned.arm, planned.block - 1),
  }));
  return { plan, result: aResult({ segments }, () => ({}), { ...plan, segments: [] }) };
}

/** Readings of both arms, a list each, as `each` of a run wants them. */
export function readings<K extends keyof ResultSegment>(
  key: K,
  byArm: Readonly<Record<string, readonly ResultSegment[K][]>>,
): (arm: string, place: number) => Partial<ResultSegment> {
  return (arm, place) => {
    const value = byArm[arm]?.[place];
    return value === undefined ? {} : Object.fromEntries([[key, value]]);
  };
}
