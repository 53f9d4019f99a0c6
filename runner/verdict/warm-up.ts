/** Whether the arms had settled when steady began: the one gate that needs the whole run. */
import { counted, formatPercent } from '../model/format.ts';
import type { Plan } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import type { RunGate } from '../model/verdict.ts';
import { round12 } from './round.ts';
import { tQuantile } from './student-t.ts';
import { meanOf } from './t-test.ts';

/** Of each tail: the interval is the 95 % one. */
const tail = 0.025;

/**
 * Goodput of the last third of steady over that of its middle third, as ln, over the segments of whole blocks. The reading
 * is how far from 0 the nearer end of the 95 % interval of the mean lies: it is 0 while the interval holds 0, and above the limit
 * when all of the interval lies beyond it. Null when fewer than two segments tell.
 */
export function readWarmUp(plan: Plan, segments: readonly ResultSegment[]): RunGate {
  const changes = segments.map(changeOf).filter((change) => change !== null);
  const limit = plan.gates.warmUpShare;
  if (changes.length < 2) {
    const note = 'Whether goodput had settled cannot be told: fewer than two segments say.';
    return { id: 'warm-up', limit, reading: null, ok: null, note, voided: [] };
  }
  const mean = meanOf(changes);
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  const error = Math.sqrt(squares / (changes.length - 1) / changes.length);
  const reach = tQuantile(tail, changes.length - 1) * error;
  const reading = round12(Math.max(0, mean - reach, -mean - reach));
  const ends = [mean - reach, mean + reach].map((end) => signed(Math.expm1(end))).join(' to ');
  const note = `Goodput of the last third of steady stood ${signed(Math.expm1(mean))} to that of the middle third (95 %: ${ends}), over ${counted(changes.length, 'segment')}.`;
  return { id: 'warm-up', limit, reading, ok: reading <= limit, note, voided: [] };
}

/** ln(last third / middle third) of ok attempts; null when a third has none, or seconds are missing. */
function changeOf({ seconds, steadyFromS, steadyS }: ResultSegment): number | null {
  // Thirds of whole seconds; what does not divide is left to the first.
  const third = Math.floor(steadyS / 3);
  const end = steadyFromS + steadyS;
  const okIn = (fromS: number, toS: number): number =>
    seconds.filter(({ offsetS }) => offsetS >= fromS && offsetS < toS).reduce((sum, { ok }) => sum + ok, 0);
  const [middle, last] = [okIn(end - 2 * third, end - third), okIn(end - third, end)];
  return middle === 0 || last === 0 ? null : Math.log(last / middle);
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${formatPercent(Math.abs(share))}`;
}
