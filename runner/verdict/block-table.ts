/** The blocks of a run in short: what its verdicts are made of, small enough to be kept. */
import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { type BlockState, evidenceOf } from './blocks.ts';
import { voids } from './gates.ts';

/** One arm of a block; null where a reading is not finite or was not had. */
interface BlockReading {
  readonly arm: string;
  readonly startedAt: number | null;
  readonly attempts: number;
  readonly failures: number;
  readonly goodputPerS: number | null;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** One round through a block: its arms in the order run. A redone block has a row for each time. */
export interface BlockRow {
  readonly block: number;
  readonly state: BlockState;
  readonly arms: readonly BlockReading[];
  /** Gates that voided it. */
  readonly voidedBy: readonly string[];
}

/** Every round through the blocks of a run, in the order run. */
export function blockTable(plan: Plan, result: Result): BlockRow[] {
  return evidenceOf(plan, result).blocks.map(({ block, state, segments, gates }) => ({
    block,
    state,
    arms: segments.map(({ arm, startedAt, attempts, failures, goodputPerS, medianMs, p95Ms }) => ({
      arm,
      startedAt,
      attempts,
      failures,
      goodputPerS,
      medianMs,
      p95Ms,
    })),
    voidedBy: [
      ...new Set([...gates, ...segments.flatMap((segment) => segment.gates)].filter(voids).map(({ id }) => id)),
    ],
  }));
}
