import { z } from 'zod';
import { schemaVersionField } from './version.ts';

/** One run that somebody recorded elsewhere, whole run, failures included. */
const recordedRunSchema = z.strictObject({
  name: z.string(),
  users: z.int().positive(),
  requests: z.int().min(0),
  failures: z.int().min(0),
  /** Fraction 0 to 1. */
  successRate: z.number().min(0).max(1),
  medianMs: z.number().min(0),
  meanMs: z.number().min(0),
  p95Ms: z.number().min(0),
  p99Ms: z.number().min(0),
  maxMs: z.number().min(0),
  throughputPerS: z.number().min(0),
});
export type RecordedRun = z.infer<typeof recordedRunSchema>;

/** Runs recorded elsewhere, to be set beside ours, and what differs between there and here. */
export const recordedRunsSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  about: z.string(),
  differs: z.array(z.string()),
  runs: z.array(recordedRunSchema).min(1),
});
export type RecordedRuns = z.infer<typeof recordedRunsSchema>;
