/** The open companion of a closed run: at which rate tasks arrive, and where that comes from (docs/open.md). */
import { z } from 'zod';

/** The arrival rate as a share of the smaller arm's goodput: near what it can do, and below it. */
export const rateShare = 0.8;

export const openModelSchema = z.strictObject({
  /** Arrivals per second, in every arm. */
  ratePerS: z.number().positive(),
  share: z.number().positive(),
  /** Name of the closed run's folder. */
  closedRun: z.string(),
  /** What each arm made there: mean goodput per second of steady. */
  closedGoodputPerS: z.record(z.string(), z.number()),
  /** How often each user class came there, in the order of the flows: shares of all tasks in steady. */
  classWeights: z.array(z.number().min(0)).min(1),
});
export type OpenModel = z.infer<typeof openModelSchema>;
