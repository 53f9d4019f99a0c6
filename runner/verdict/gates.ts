/** Gates look at controls, never at outcomes: whether a segment may be judged at all. */
import type { GateId, GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { SegmentStatus } from '../model/segment.ts';
import { readClock } from './clock-gate.ts';
import type { SegmentEvidence } from './gate-reading.ts';
import { readGeneratorStarved, readUsers } from './load-gates.ts';
import { readForeignLoad, readSteal } from './machine-gates.ts';
import { readSamplerGap, readSamplerMissing } from './sampler-gates.ts';
import { readReadBack, readToggleProof } from './toggle-gates.ts';

/**
 * The gates of one segment that ran to its end, in the order of `gateIds`. `log-ins` needs the whole block: see
 * readBlockGates.
 */
export function readSegmentGates(plan: Plan, segment: SegmentEvidence): GateReading[] {
  return [
    readToggleProof(plan, segment),
    readReadBack(plan, segment),
    readUsers(plan, segment),
    readGeneratorStarved(plan, segment),
    readSteal(plan, segment),
    readForeignLoad(plan, segment),
    readSamplerGap(plan, segment),
    readSamplerMissing(plan, segment),
    readClock(plan, segment),
  ];
}

/** What must be shown to be right; of the others only a reading above the limit voids. */
const mustBeProven: ReadonlySet<GateId> = new Set(['toggle-proof', 'read-back']);

/** Whether a reading takes its segment out. */
export function voids({ id, ok }: Pick<GateReading, 'id' | 'ok'>): boolean {
  return ok === false || (ok === null && mustBeProven.has(id));
}

/** Whether a segment with these readings may be judged, and if not why, in a sentence. */
export function statusByGates(gates: readonly GateReading[]): {
  readonly status: SegmentStatus;
  readonly reason: string | null;
} {
  const voiding = gates.filter(voids);
  if (voiding.length === 0) return { status: 'ok', reason: null };
  return { status: 'invalid', reason: voiding.map(({ id, note }) => `${id}: ${note}`).join(' ') };
}
