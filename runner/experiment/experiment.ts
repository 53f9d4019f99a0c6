import type { PlannedSegment } from '../model/plan.ts';
import { runBlocksInTurn } from './blocks-in-turn.ts';
import type { Workbench } from './live-segment.ts';
import { runSegment } from './segment.ts';

/** What is decided from what was measured, while a run is under way. */
interface Reviews {
  /** Looks at a block whose segments have all ended; true when a gate voided it. */
  readonly isVoided: (segments: readonly PlannedSegment[]) => Promise<boolean>;
  /** Takes the first of two planned looks; true when the run ends with it. */
  readonly endsAtFirstLook: () => Promise<boolean>;
}

/**
 * Runs the blocks of the plan, as far as its looks let it.
 * @throws PoolproofError at the first segment that cannot run to its end: nothing is judged from half a measurement
 */
export async function runExperiment(bench: Workbench, { isVoided, endsAtFirstLook }: Reviews): Promise<void> {
  await runBlocksInTurn(bench.plan, {
    run: (block) => runBlock(bench, block, isVoided),
    endsAtFirstLook,
    say: bench.say,
  });
}

async function runBlock(
  bench: Workbench,
  block: readonly PlannedSegment[],
  isVoided: Reviews['isVoided'],
): Promise<boolean> {
  for (const planned of block) {
    const segment = await runSegment(bench, planned);
    if (segment.status === 'invalid') {
      bench.say(`segment ${planned.index} ${planned.arm} is invalid: ${segment.reason ?? ''}`);
    }
  }
  return isVoided(block);
}
