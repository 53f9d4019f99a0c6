import { z } from 'zod';

/** Gates that judge a single segment or a block; the limits come from the config. */
export const gateIds = [
  'toggle-proof',
  'read-back',
  'users',
  'log-ins',
  'generator-starved',
  'steal',
  'foreign-load',
  'sampler-gap',
  'sampler-missing',
  'clock',
] as const;
export const gateIdSchema = z.enum(gateIds);
export type GateId = (typeof gateIds)[number];

/** One reading of a gate. `reading` and `ok` are null when it could not be had, which `note` then explains. */
export const gateReadingSchema = z.strictObject({
  id: gateIdSchema,
  limit: z.number(),
  reading: z.number().nullable(),
  ok: z.boolean().nullable(),
  /** One sentence for the report: what was found. */
  note: z.string(),
});
export type GateReading = z.infer<typeof gateReadingSchema>;
