/** In which order blocks are run, which are redone, and when a run ends. Whoever runs them is handed in. */
import type { Plan, PlannedSegment } from '../model/plan.ts';
import { mostRedone, redone, roundsIn } from '../model/rounds.ts';

export interface BlockRunner {
  /** Runs a block whose segments have the indexes that come next; true when a gate voided it. */
  readonly run: (block: readonly PlannedSegment[]) => Promise<boolean>;
  /** Takes the first look; true when the run ends with it. */
  readonly endsAtFirstLook: () => Promise<boolean>;
  readonly say: (line: string) => void;
}

/**
 * Runs every planned block, then those again that a gate voided, in the order voided and at most half as many as were planned.
 * With looks the blocks of the first are run and redone before it is taken, and only when it does not end the run the others.
 * Indexes count on in the order run.
 */
export async function runBlocksInTurn(
  { segments, looks }: Pick<Plan, 'segments' | 'looks'>,
  { run, endsAtFirstLook, say }: BlockRunner,
): Promise<void> {
  const planned = roundsIn(segments);
  const voided: (readonly PlannedSegment[])[] = [];
  let [nextIndex, begun, redos] = [1, 0, 0];
  const runNext = async (block: readonly PlannedSegment[]): Promise<void> => {
    const next = redone(block, nextIndex);
    nextIndex += next.length;
    if (await run(next)) voided.push(block);
  };
  for (const blocks of looks?.blocks ?? [planned.length]) {
    for (const block of planned.slice(begun, blocks)) await runNext(block);
    begun = blocks;
    for (; redos < mostRedone(blocks); redos += 1) {
      const block = voided.shift();
      if (block === undefined) break;
      say(`block ${block[0]?.block} was voided and is redone`);
      await runNext(block);
    }
    if (blocks < planned.length && (await endsAtFirstLook())) return;
  }
}
