import { z } from 'zod';

export const outcomeSchema = z.enum(['ok', 'failed', 'censored']);
export type Outcome = z.infer<typeof outcomeSchema>;

const attemptsBase = {
  type: z.literal('attempts'),
  /** Unix second in which the attempts began. */
  second: z.int(),
  userClass: z.string(),
  name: z.string(),
  outcome: outcomeSchema,
  cause: z.string().nullable(),
  count: z.int().min(1),
  sumMs: z.number(),
  bytes: z.number(),
};

/** Attempts of one second, class, name, outcome and cause: raw microseconds up to eight of them, a histogram above. */
export const rawLineSchema = z.object({ ...attemptsBase, us: z.array(z.number()), hdr: z.undefined().optional() });
export const packedLineSchema = z.object({ ...attemptsBase, hdr: z.string(), us: z.undefined().optional() });
export const attemptsLineSchema = z.union([rawLineSchema, packedLineSchema]);
export type AttemptsLine = z.infer<typeof attemptsLineSchema>;

export const usersLineSchema = z.object({
  type: z.literal('users'),
  second: z.int(),
  active: z.number(),
  thinkDrawnMs: z.number(),
  thinkRealisedMs: z.number(),
});
export type UsersLine = z.infer<typeof usersLineSchema>;

/** A line of load.ndjson. Lines of the same key add up. */
export const loadLineSchema = z.union([attemptsLineSchema, usersLineSchema]);
export type LoadLine = z.infer<typeof loadLineSchema>;
