import type { PlannedSegment } from '../model/plan.ts';
import { mostRedone, redone, roundsIn } from '../model/rounds.ts';
import type { Workbench } from './live-segment.ts';
import { runSegment } from './segment.ts';

/** Looks at a block whose segments have all ended; true when a gate voided it. */
type Review = (segments: readonly PlannedSegment[]) => Promise<boolean>;

/**
 * Runs every planned block, then those again that a gate voided, in the order voided and at most half as many as were
 * planned.
 * @throws PoolproofError at the first segment that cannot run to its end: nothing is judged from half a measurement
 */
export async function runExperiment(bench: Workbench, isVoided: Review): Promise<void> {
  const planned = roundsIn(bench.plan.segments);
  const voided: (readonly PlannedSegment[])[] = [];
  for (const block of planned) {
    if (await runBlock(bench, block, isVoided)) voided.push(block);
  }
  let nextIndex = bench.plan.segments.length + 1;
  for (let redos = 0; redos < mostRedone(planned.length); redos += 1) {
    const block = voided.shift();
    if (block === undefined) return;
    const again = redone(block, nextIndex);
    nextIndex += again.length;
    bench.say(`block ${again[0]?.block} was voided and is redone`);
    if (await runBlock(bench, again, isVoided)) voided.push(block);
  }
}

async function runBlock(bench: Workbench, block: readonly PlannedSegment[], isVoided: Review): Promise<boolean> {
  for (const planned of block) {
    const segment = await runSegment(bench, planned);
    if (segment.status === 'invalid') {
      bench.say(`segment ${planned.index} ${planned.arm} is invalid: ${segment.reason ?? ''}`);
    }
  }
  return isVoided(block);
}
