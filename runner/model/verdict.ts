import { z } from 'zod';
import { boundSchema } from './bound.ts';
import { metricSchema } from './config.ts';
import { scatterSchema } from './noise-floor.ts';
import { schemaVersionField } from './version.ts';

export const overallSchema = z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'INVALID']);
export type Overall = z.infer<typeof overallSchema>;
export const criterionVerdictSchema = z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'INVALID', 'INFEASIBLE']);
export type CriterionVerdict = z.infer<typeof criterionVerdictSchema>;

const reading = z.number().nullable();

/** A p-value of each direction of a test: small `pass` speaks for PASS, small `fail` for FAIL. */
const pairSchema = z.strictObject({ pass: z.number(), fail: z.number() });

/** One criterion as judged. Numbers are in base units and have 12 significant digits. */
export const criterionSchema = z.strictObject({
  id: z.string(),
  metric: metricSchema,
  /** As in the config: an arm, or "pooled/direct". */
  arm: z.string(),
  bound: boundSchema,
  /** Geometric mean of the ratios, mean of the levels, pooled rate, or events counted. */
  estimate: reading,
  /** Both one-sided bounds: the 90 % interval, but for a run with looks. Null where none can be made. */
  interval: z.tuple([reading, reading]),
  /** The point reading, taken at face value; null when there is none. */
  met: z.boolean().nullable(),
  verdict: criterionVerdictSchema,
  /** One sentence: why this verdict, with the numbers. */
  reason: z.string(),
  /** Whole blocks (ratio) or segments (level, census) behind it. */
  n: z.int(),
  /** p-values of the t-test and of the exact sign-flip test, where made. */
  tTest: pairSchema.nullable(),
  signFlip: pairSchema.nullable(),
  /** Per block or segment, what was compared: ratios or readings; null where not finite. */
  points: z.array(reading),
  /** The same reading for the other arm of the product, for absolute criteria, and whether it meets the bound too. */
  beside: z.strictObject({ arm: z.string(), estimate: reading, met: z.boolean().nullable() }).nullable(),
});
export type Criterion = z.infer<typeof criterionSchema>;

/** Two arms compared: a ratio of the first to the second, or a difference of failure rates. */
const comparisonSchema = z.strictObject({
  metric: z.string(),
  arm: z.string(),
  against: z.string(),
  kind: z.enum(['ratio', 'difference']),
  estimate: reading,
  interval: z.tuple([reading, reading]),
  /** Whether it is an effect after Holm over the three: better or worse for the user, or not shown. */
  effect: z.enum(['better', 'worse', 'none shown']),
  n: z.int(),
});

/** A gate over the whole run: the worst reading of its segments. */
export const runGateSchema = z.strictObject({
  id: z.string(),
  limit: z.number(),
  reading,
  ok: z.boolean().nullable(),
  note: z.string(),
  /** Segments (by index) that it voided. */
  voided: z.array(z.int()),
});
export type RunGate = z.infer<typeof runGateSchema>;

/** By metric: differences as a fraction (of the failure rate: of rates); null where it was not finite. */
const seenSchema = z.strictObject({ goodput: reading, median: reading, p95: reading });

/** The noise floor that this run is held against: that of its plan, or an A/A run's own. */
const floorSchema = z.strictObject({
  arm: z.string(),
  measuredAt: z.string(),
  /** A/A runs and blocks behind it. */
  runs: z.int(),
  blocks: z.int(),
  scatter: scatterSchema,
  /** Within it, 95 % of the time, lies the estimate of an arm against itself, over as many blocks as this run has. */
  reach: z.strictObject({ ...seenSchema.shape, failureRate: reading }),
  /** The smallest difference that so many blocks see with 80 % power: by a test alone, and in the answer's three. */
  detectable: seenSchema.nullable(),
  answerable: seenSchema.nullable(),
});

/** What an A/A run tried: verdicts that would be false, because both arms are the same. */
const nullChecksSchema = z.strictObject({
  arm: z.string(),
  /** What was put into the second arm, in words; null when nothing was. */
  injected: z.string().nullable(),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      /** What must hold. */
      claim: z.string(),
      outcome: z.enum(['held', 'false', 'not judged']),
      /** One sentence: what was found. */
      found: z.string(),
    }),
  ),
});

/** Which of the planned looks the verdict is of. */
const lookSchema = z.strictObject({
  /** Counted from 1. Null: the run broke off, or had too few whole blocks, before the last could be taken. */
  number: z.int().min(1).max(2).nullable(),
  /** As planned: the blocks of the first look, and all. */
  blocks: z.tuple([z.int(), z.int()]),
  /** One-sided, of each test; the intervals are made of both bounds at it. */
  level: z.number(),
  /** What the first look found; null when it could not be taken. */
  first: overallSchema.nullable(),
});

/** verdict.json */
export const verdictSchema = z.strictObject({
  schemaVersion: schemaVersionField,
  bench: z.string(),
  verdict: overallSchema,
  /** One sentence: why this verdict, INFEASIBLE criteria named. */
  headline: z.string(),
  /** One sentence: does pooling help, hurt, or make no difference larger than X %. */
  answer: z.string(),
  /** Whole blocks that were judged, and blocks that were run. */
  blocks: z.strictObject({ whole: z.int(), run: z.int() }),
  /** Left out unless looks were planned. */
  look: lookSchema.optional(),
  criteria: z.array(criterionSchema),
  gates: z.array(runGateSchema),
  /** The three comparisons behind the answer: each a ratio pooled/direct, or a difference of failure rates. */
  comparisons: z.array(comparisonSchema),
  /** Every further arm against the two of the answer: estimated, not tested. Left out when there is none. */
  further: z.array(comparisonSchema.omit({ effect: true })).optional(),
  /** Left out when no floor is known. */
  floor: floorSchema.optional(),
  /** Left out unless this is an A/A run; `criteria` are then the two that it tried. */
  aa: nullChecksSchema.optional(),
  /**
   * The verdict with the blocks put back that only noise gates voided; left out when there are none. Null: more blocks than
   * can be judged.
   */
  secondAnalysis: z.strictObject({ blocks: z.int(), verdict: overallSchema.nullable() }).optional(),
  /** Doubts that every report repeats. */
  warnings: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;
