/** Did the generator make the load that was planned? */
import { formatCount, formatMs, formatPercent } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { LoadLine } from '../model/load-line.ts';
import type { Plan } from '../model/plan.ts';
import { arrivalsOf } from '../model/planned-arrivals.ts';
import { windowsOf } from '../model/profile.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';

/** The last user starts within the last second of the ramp; one more second for what a grid of seconds cannot tell. */
const graceS = 1;

/** Users that had not started when the ramp ended: the reading counts those missing. */
export function readUsers(plan: Plan, { startedAt, load }: SegmentEvidence): GateReading {
  const rampS = windowsOf(plan.profile, plan.users).rampS;
  const until = startedAt + rampS + graceS;
  const active = new Map<number, number>();
  for (const line of load.filter(isUsers)) {
    if (line.second < until) active.set(line.second, (active.get(line.second) ?? 0) + line.active);
  }
  const most = Math.max(0, ...active.values());
  const who = plan.open === null ? 'users were active' : 'sessions were open';
  const note = `${formatCount(most)} of ${formatCount(plan.users)} ${who} at the end of the ramp (${rampS} s).`;
  return gateReading(plan, 'users', Math.max(0, plan.users - most), note);
}

/**
 * A generator short of CPU wakes its users late. Closed loop: think time realised over think time drawn, less one. Open:
 * what sessions that stood ready were late by, as a share of the response times that it is part of; sessions that were busy
 * when an arrival was due are the app's doing, and so an outcome.
 */
export function readGeneratorStarved(plan: Plan, segment: SegmentEvidence): GateReading {
  const { load } = segment;
  const drawnMs = load.reduce((sum, line) => sum + (isUsers(line) ? line.thinkDrawnMs : 0), 0);
  const realisedMs = load.reduce((sum, line) => sum + (isUsers(line) ? line.thinkRealisedMs : 0), 0);
  if (plan.open !== null) return readLateStarts(plan, segment, realisedMs - drawnMs);
  if (drawnMs === 0)
    return gateReading(plan, 'generator-starved', null, 'No user thought, so lateness cannot be told.');
  const excess = realisedMs / drawnMs - 1;
  const note = `Users thought ${formatPercent(Math.abs(excess))} ${excess < 0 ? 'shorter' : 'longer'} than was drawn for them.`;
  return gateReading(plan, 'generator-starved', excess, note);
}

function readLateStarts(plan: Plan, { load, startedAt }: SegmentEvidence, lateMs: number): GateReading {
  const from = startedAt + (arrivalsOf(plan)?.fromS ?? 0);
  const responsesMs = load.reduce((sum, line) => {
    const counts = line.type === 'attempts' && line.second >= from && line.outcome !== 'censored';
    return counts ? sum + line.sumMs : sum;
  }, 0);
  if (responsesMs === 0) return gateReading(plan, 'generator-starved', null, 'No arrival was answered.');
  const share = lateMs / responsesMs;
  const note = `Sessions that stood ready began ${formatMs(lateMs)} late in all, ${formatPercent(share)} of the response times.`;
  return gateReading(plan, 'generator-starved', share, note);
}

function isUsers(line: LoadLine): line is Extract<LoadLine, { type: 'users' }> {
  return line.type === 'users';
}
