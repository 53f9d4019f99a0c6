/** Did the seconds that load and samples are counted by last a second each? */
import { formatPlain } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';

/** How far the host's clock was set while the segment ran, in seconds, whichever way. */
export function readClock(plan: Plan, { facts: { clockStepS } }: SegmentEvidence): GateReading {
  if (clockStepS === null)
    return gateReading(plan, 'clock', null, 'Whether the host’s clock was set while the load ran is not known.');
  const byS = Math.abs(clockStepS);
  const note =
    byS <= plan.gates.clockStepS
      ? `The host’s clock was at most ${formatPlain(byS)} s off a clock that cannot be set.`
      : `The host’s clock was set ${clockStepS < 0 ? 'back' : 'forward'} by ${formatPlain(byS)} s while the load ran, and load and samples are counted by its seconds.`;
  return gateReading(plan, 'clock', byS, note);
}
