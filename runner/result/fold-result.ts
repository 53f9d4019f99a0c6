import { PoolproofError } from '../errors.ts';
import { plannedAsRun } from '../model/looks.ts';
import type { Plan } from '../model/plan.ts';
import type { Result, ResultSegment } from '../model/result.ts';
import type { Segment } from '../model/segment.ts';
import type { SegmentFiles } from '../model/segment-files.ts';
import { schemaVersion } from '../model/version.ts';
import { foldSegment } from './fold-segment.ts';

/** result.json from the plan and the segments: pure, so the same files give the same bytes. Segments in the order run. */
export async function foldResult(
  plan: Plan,
  segments: Iterable<SegmentFiles> | AsyncIterable<SegmentFiles>,
): Promise<Result> {
  const folded: ResultSegment[] = [];
  const known: Segment[] = [];
  const unplaced = new Set<ResultSegment>();
  for await (const files of segments) {
    const row = foldWhole(plan, files);
    folded.push(row);
    if (files.segment === null) unplaced.add(row);
    else known.push(files.segment);
  }
  // Which block one without its segment.json is of follows from where the others came.
  const blocks = new Map(plannedAsRun(plan, known).map(({ index, block }) => [index, block]));
  return {
    schemaVersion,
    bench: plan.bench,
    users: plan.users,
    profile: plan.profile.name,
    seed: plan.seed,
    arms: plan.arms.map(({ name }) => name),
    segments: folded
      .map((row) => (unplaced.has(row) ? { ...row, block: blocks.get(row.index) ?? 0 } : row))
      .toSorted((a, b) => a.index - b.index),
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
