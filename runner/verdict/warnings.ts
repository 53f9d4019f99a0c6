import { counted, formatCount, formatPercent } from '../model/format.ts';
import { plannedAsRun } from '../model/looks.ts';
import type { RunGate } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import type { Comparison } from './comparisons.ts';
import { belowFloor, type Floor } from './floor.ts';
import { voids } from './gates.ts';
import type { SecondAnalysis } from './second-analysis.ts';
import { listed, sentence } from './words.ts';

/** What was found, and what this host makes of nothing. */
interface Found {
  readonly floor: Floor | null;
  readonly comparisons: readonly Comparison[];
  readonly second: SecondAnalysis | null;
}

/** Doubts that every report repeats, a sentence each. */
export function warningsOf(evidence: Evidence, gates: readonly RunGate[], found: Found): string[] {
  const { plan, segments, blocks, shortfall } = evidence;
  const planned = new Set(plan.segments.map(({ block }) => block)).size;
  const broken = segments.filter(({ status }) => status === 'partial');
  const invalid = segments.filter(({ status }) => status === 'invalid');
  const unread = gates.filter(({ reading }) => reading === null).map(({ id }) => id);
  return [
    ...(shortfall === null ? [] : [`${shortfall}: nothing can pass`]),
    ...(blocks.length < planned ? [`only ${blocks.length} of ${counted(planned, 'planned block')} were run`] : []),
    ...missingOf(evidence),
    ...[...broken, ...invalid].map(
      ({ index, arm, status, reason }) =>
        `segment ${index} (${arm}) is ${status === 'partial' ? 'partial' : 'INVALID'}${reason === null ? '' : `: ${withoutStop(reason)}`}`,
    ),
    ...voidedBlocks(blocks),
    ...tornIn(segments),
    ...droppedIn(segments),
    ...aboutSecond(found.second),
    ...(unread.length === 0 ? [] : [`gates without a reading, so not shown to be ok: ${listed(unread)}`]),
    ...aboutFloor(evidence, found),
  ].map(sentence);
}

function tornIn(segments: Evidence['segments']): string[] {
  return segments
    .filter(({ tornLines }) => tornLines > 0)
    .map(
      ({ index, arm, tornLines }) =>
        `segment ${index} (${arm}): ${counted(tornLines, 'line')} of its load or samples ${tornLines === 1 ? 'was' : 'were'} torn and left out`,
    );
}

/** Blocks that a gate voided which looks at all of their arms: no segment of theirs says so. */
function voidedBlocks(blocks: Evidence['blocks']): string[] {
  return blocks.flatMap(({ block, gates }) =>
    gates.filter(voids).map(({ id, note }) => `block ${block} is voided: ${id}: ${withoutStop(note)}`),
  );
}

/** Segments that were run, since others of their block or later ones were, and are not there any more. */
function missingOf({ plan, segments }: Evidence): string[] {
  const there = new Set(segments.map(({ index }) => index));
  const last = Math.max(...there);
  const begun = new Set(segments.map(({ block }) => block));
  const whole = !segments.some(({ status }) => status === 'partial');
  const missing = plannedAsRun(plan, segments).filter(
    ({ index, block }) => !there.has(index) && (index < last || (whole && begun.has(block))),
  );
  return missing.map(({ index, arm }) => `segment ${index} (${arm}) is missing`);
}

function aboutFloor({ plan }: Evidence, { floor, comparisons }: Found): string[] {
  if (plan.open !== null) return ['what an open run makes of nothing is not known: noise floors are of closed loops'];
  if (plan.noiseFloor === null && plan.aa === null)
    return ['this host’s noise floor is not known (A/A not run): small differences may be the machine’s'];
  return belowFloor(floor, comparisons).map(
    ({ metric, effect }) => `${metric} is named ${effect}, and yet an arm differs from itself by as much on this host`,
  );
}

function aboutSecond(second: SecondAnalysis | null): string[] {
  if (second === null) return [];
  const back = `with ${counted(second.blocks, 'block')} put back that only noise gates had voided`;
  if (second.verdict === null) return [`not judged again ${back}: that would be more blocks than can be judged`];
  return [`judged again ${back}, the verdict is ${second.verdict}`];
}

function droppedIn(segments: Evidence['segments']): string[] {
  const counts = segments.flatMap(({ arrivals }) => arrivals ?? []);
  const dropped = counts.reduce((sum, count) => sum + count.dropped, 0);
  const due = counts.reduce((sum, count) => sum + count.due, 0);
  const some = `${formatCount(dropped)} of ${counted(due, 'arrival')} (${formatPercent(dropped / due)})`;
  return dropped === 0 ? [] : [`${some} found no session in time and were dropped: each counts as infinitely slow`];
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
