import type { RunGate } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import { counted, listed, sentence } from './words.ts';

/** Doubts that every report repeats, a sentence each. */
export function warningsOf(evidence: Evidence, gates: readonly RunGate[]): string[] {
  const { plan, segments, blocks, shortfall } = evidence;
  const planned = new Set(plan.segments.map(({ block }) => block)).size;
  const broken = segments.filter(({ status }) => status === 'partial');
  const invalid = segments.filter(({ status }) => status === 'invalid');
  const torn = segments.reduce((sum, { tornLines }) => sum + tornLines, 0);
  const unread = gates.filter(({ reading }) => reading === null).map(({ id }) => id);
  return [
    ...(shortfall === null ? [] : [`${shortfall}: nothing can pass`]),
    ...(blocks.length < planned ? [`only ${blocks.length} of ${counted(planned, 'planned block')} were run`] : []),
    ...[...broken, ...invalid].map(
      ({ index, arm, status, reason }) =>
        `segment ${index} (${arm}) is ${status === 'partial' ? 'partial' : 'INVALID'}${reason === null ? '' : `: ${withoutStop(reason)}`}`,
    ),
    ...(torn === 0
      ? []
      : [`${counted(torn, 'line')} of load or samples ${torn === 1 ? 'was' : 'were'} torn and left out`]),
    ...(unread.length === 0 ? [] : [`gates without a reading, so not shown to be ok: ${listed(unread)}`]),
    'this host’s noise floor is not known (A/A not run): small differences may be the machine’s',
  ].map(sentence);
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
