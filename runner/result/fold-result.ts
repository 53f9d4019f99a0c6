import { PoolproofError } from '../errors.ts';
import { plannedAsRun } from '../model/looks.ts';
import type { Plan } from '../model/plan.ts';
import type { Result, ResultSegment } from '../model/result.ts';
import type { SegmentFiles } from '../model/segment-files.ts';
import { schemaVersion } from '../model/version.ts';
import { foldSegment } from './fold-segment.ts';

/** result.json from the plan and the segments: pure, so the same files give the same bytes. Segments in the order run. */
export function foldResult(plan: Plan, segments: readonly SegmentFiles[]): Result {
  const known = segments.flatMap(({ segment }) => segment ?? []);
  const asRun = { ...plan, segments: [...plannedAsRun(plan, known)] };
  return {
    schemaVersion,
    bench: plan.bench,
    users: plan.users,
    profile: plan.profile.name,
    seed: plan.seed,
    arms: plan.arms.map(({ name }) => name),
    segments: segments.toSorted((a, b) => a.index - b.index).map((files) => foldWhole(asRun, files)),
  };
}

/** A histogram that does not hold what its line says is damage like any other. */
function foldWhole(plan: Plan, files: SegmentFiles): ResultSegment {
  try {
    return foldSegment(plan, files);
  } catch (error) {
    if (!(error instanceof PoolproofError)) throw error;
    const damage = [...(files.damage ?? []), `load.ndjson: ${error.message}`];
    return foldSegment(plan, { ...files, load: null, damage });
  }
}
