import type { Segment } from '../model/segment.ts';
import type { Workbench } from './live-segment.ts';
import { runSegment } from './segment.ts';

/**
 * Runs every planned segment, one after the other.
 * @throws PoolproofError at the first that cannot run to its end: nothing is judged from half a measurement
 */
export async function runExperiment(bench: Workbench): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const planned of bench.plan.segments) {
    const segment = await runSegment(bench, planned);
    if (segment.status !== 'ok')
      bench.say(`segment ${planned.index} ${planned.arm} is ${segment.status}: ${segment.reason ?? ''}`);
    segments.push(segment);
  }
  return segments;
}
