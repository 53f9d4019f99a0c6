import { PoolproofError } from '../errors.ts';
import { DamagedError } from '../run-folder/damaged-error.ts';
import type { SegmentPaths } from '../run-folder/paths.ts';
import { readLoad, readSamples } from '../run-folder/read-run.ts';

type Measured = [load: Awaited<ReturnType<typeof readLoad>>, samples: Awaited<ReturnType<typeof readSamples>>];

/**
 * What k6 and the sampler have just written; null for a file that is gone.
 * @throws PoolproofError `disk` for one that is damaged: whoever called the run has not asked for anything wrong
 */
export async function readMeasured({ load, samples }: Pick<SegmentPaths, 'load' | 'samples'>): Promise<Measured> {
  try {
    return await Promise.all([readLoad(load), readSamples(samples)]);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const hint = 'see what else writes into the run folder, and run the bench again';
    throw new PoolproofError('disk', error.message, { hint, cause: error });
  }
}
