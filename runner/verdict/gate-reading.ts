import type { Arm } from '../model/config.ts';
import type { GateId, GateReading } from '../model/gate.ts';
import type { LoadLine } from '../model/load-line.ts';
import type { Plan } from '../model/plan.ts';
import type { SampleLine } from '../model/sample-line.ts';
import type { SegmentFacts } from '../model/segment.ts';
import { limitOf } from './gate-limits.ts';
import { round12 } from './round.ts';

/** What the gates of one segment look at: its facts, and the lines of its files. Times are whole unix seconds. */
export interface SegmentEvidence {
  readonly arm: Arm;
  readonly startedAt: number;
  readonly steadyTo: number;
  readonly facts: SegmentFacts;
  readonly load: readonly LoadLine[];
  readonly samples: readonly SampleLine[];
}

/** A reading held against its gate's limit, rounded first; one that could not be had is neither ok nor not. */
export function gateReading(plan: Plan, id: GateId, exact: number | null, note: string): GateReading {
  const limit = limitOf(plan, id);
  const reading = exact === null ? null : round12(exact);
  return { id, limit, reading, ok: reading === null ? null : reading <= limit, note };
}
