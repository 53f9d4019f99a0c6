/** Did the generator make the load that was planned? */
import { formatCount, formatPercent } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { LoadLine } from '../model/load-line.ts';
import type { Plan } from '../model/plan.ts';
import { windowsOf } from '../model/profile.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';

/** The last user starts within the last second of the ramp; one more second for what a grid of seconds cannot tell. */
const graceS = 1;

/** Users that had not started when the ramp ended: the reading counts those missing, and none may be. */
export function readUsers(plan: Plan, { startedAt, load }: SegmentEvidence): GateReading {
  const rampS = windowsOf(plan.profile, plan.users).rampS;
  const until = startedAt + rampS + graceS;
  const active = new Map<number, number>();
  for (const line of load.filter(isUsers)) {
    if (line.second < until) active.set(line.second, (active.get(line.second) ?? 0) + line.active);
  }
  const most = Math.max(0, ...active.values());
  const note = `${formatCount(most)} of ${formatCount(plan.users)} users were active at the end of the ramp (${rampS} s).`;
  return gateReading(plan, 'users', Math.max(0, plan.users - most), note);
}

/** Think time realised over think time drawn, less one: a generator short of CPU wakes its users late. */
export function readGeneratorStarved(plan: Plan, { load }: SegmentEvidence): GateReading {
  const drawnMs = load.reduce((sum, line) => sum + (isUsers(line) ? line.thinkDrawnMs : 0), 0);
  const realisedMs = load.reduce((sum, line) => sum + (isUsers(line) ? line.thinkRealisedMs : 0), 0);
  if (drawnMs === 0)
    return gateReading(plan, 'generator-starved', null, 'No user thought, so lateness cannot be told.');
  const excess = realisedMs / drawnMs - 1;
  const note = `Users thought ${formatPercent(Math.abs(excess))} ${excess < 0 ? 'shorter' : 'longer'} than was drawn for them.`;
  return gateReading(plan, 'generator-starved', excess, note);
}

function isUsers(line: LoadLine): line is Extract<LoadLine, { type: 'users' }> {
  return line.type === 'users';
}
