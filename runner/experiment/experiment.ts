import type { Plan, PlannedSegment } from '../model/plan.ts';
import type { Workbench } from './live-segment.ts';
import { runSegment } from './segment.ts';

/**
 * Runs every planned segment, one after the other; `afterBlock` is told of each block once all its segments have ended.
 * @throws PoolproofError at the first that cannot run to its end: nothing is judged from half a measurement
 */
export async function runExperiment(bench: Workbench, afterBlock: (block: number) => Promise<void>): Promise<void> {
  for (const planned of bench.plan.segments) {
    const segment = await runSegment(bench, planned);
    if (segment.status !== 'ok')
      bench.say(`segment ${planned.index} ${planned.arm} is ${segment.status}: ${segment.reason ?? ''}`);
    if (isLastOfBlock(bench.plan, planned)) await afterBlock(planned.block);
  }
}

function isLastOfBlock(plan: Plan, { index, block }: PlannedSegment): boolean {
  return !plan.segments.some((other) => other.block === block && other.index > index);
}
