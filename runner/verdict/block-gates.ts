import { gateIds, type GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import { formatCount } from '../model/format.ts';

/**
 * Gates that need every arm of a block; none while an arm is missing. `log-ins`: users that never got in for other
 * causes than the database (a rate limit, the app's own log-in) must not differ between arms, for then the arms served
 * different users.
 */
export function readBlockGates(plan: Plan, segments: readonly ResultSegment[]): GateReading[] {
  if (!plan.arms.every(({ name }) => segments.some(({ arm }) => arm === name))) return [];
  const limit = plan.gates.lostLoginsDifference;
  const lost = segments.flatMap(({ loginsLostOtherwise }) => loginsLostOtherwise ?? []);
  if (lost.length < segments.length)
    return [{ id: 'log-ins', limit, reading: null, ok: null, note: 'Log-ins could not be counted in every arm.' }];
  const reading = Math.max(...lost) - Math.min(...lost);
  const perArm = segments.map(({ arm, loginsLostOtherwise }) => `${formatCount(loginsLostOtherwise)} in ${arm}`);
  const note = `Users that never got in for other causes than the database: ${perArm.join(', ')}; they may differ by ${formatCount(limit)}.`;
  return [{ id: 'log-ins', limit, reading, ok: reading <= limit, note }];
}

/** The readings of one segment with those of its block, in the order of `gateIds`. */
export function withBlockGates(own: readonly GateReading[], ofBlock: readonly GateReading[]): GateReading[] {
  return gateIds.flatMap((id) => ofBlock.find((gate) => gate.id === id) ?? own.find((gate) => gate.id === id) ?? []);
}
