/** How many blocks this host needs to see a difference. */
import type { NoiseFloor } from '../model/noise-floor.ts';
import { blocksToDetect, levels } from './power.ts';

const metrics = ['goodput', 'median'] as const;

export interface Needed {
  readonly metric: (typeof metrics)[number];
  /** Null: more than can be judged. `answer`: until the answer, which is corrected for three comparisons, names it. */
  readonly blocks: { readonly alone: number | null; readonly answer: number | null };
}

/** Blocks for 80 % power at this difference (a fraction), by the host's own noise; none where that was not finite. */
export function blocksNeeded({ scatter }: NoiseFloor, difference: number, arms: number): Needed[] {
  return metrics.flatMap((metric) => {
    const sd = scatter[metric];
    if (sd === null) return [];
    const at = (level: number) => blocksToDetect(difference, sd, arms, level);
    return [{ metric, blocks: { alone: at(levels.alone), answer: at(levels.answer) } }];
  });
}
