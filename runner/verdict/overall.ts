/** The verdict over all criteria. */
import { counted } from '../model/format.ts';
import type { Criterion, Overall } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import { isCensus } from './criteria.ts';
import { voids } from './gates.ts';
import { holmRejects } from './holm.ts';
import { comparedPair } from './pair.ts';
import { listed, sentence } from './words.ts';

export interface Ruling {
  readonly verdict: Overall;
  readonly headline: string;
}

/**
 * INVALID if the run is; else FAIL if a criterion fails after Holm; else INCONCLUSIVE if any is, or fails only before
 * Holm; else PASS. INFEASIBLE criteria are left out and named; when nothing else is left, INCONCLUSIVE.
 */
export function ruleOverall(evidence: Evidence, criteria: readonly Criterion[]): Ruling {
  const infeasible = criteria.filter(({ verdict }) => verdict === 'INFEASIBLE');
  const judged = criteria.filter(({ verdict }) => verdict !== 'INFEASIBLE');
  const { verdict, headline } = evidence.isInvalid ? invalid(evidence) : ruleJudged(evidence, judged);
  const aside =
    infeasible.length === 0
      ? ''
      : ` ${sentence(`left out, because no outcome could meet ${itOrThem(infeasible)}: ${names(infeasible)}`)}`;
  return { verdict, headline: `${sentence(headline)}${aside}` };
}

function itOrThem({ length }: readonly unknown[]): string {
  return length === 1 ? 'it' : 'them';
}

/** The ruling of a run that cannot be trusted. */
export function invalid({ voided, blocks, warmUp }: Evidence): Ruling {
  if (voided.length <= blocks.length / 2)
    return {
      verdict: 'INVALID',
      headline: `the measurement cannot be trusted: the arms had not settled. ${warmUp.note}`,
    };
  const gates = new Set(
    voided.flatMap((block) =>
      [...block.gates, ...block.segments.flatMap((segment) => (segment.status === 'invalid' ? segment.gates : []))]
        .filter(voids)
        .map(({ id }) => id),
    ),
  );
  const by = gates.size === 0 ? '' : ` by ${listed([...gates])}`;
  const headline = `the measurement cannot be trusted: ${voided.length} of ${counted(blocks.length, 'block')} voided${by}`;
  return { verdict: 'INVALID', headline };
}

function ruleJudged(evidence: Evidence, judged: readonly Criterion[]): Ruling {
  const { shortfall, whole } = evidence;
  const failed = failedAfterHolm(judged, evidence.significance);
  const most = judged.length;
  if (failed.length > 0)
    return { verdict: 'FAIL', headline: `${failed.length} of ${countedCriteria(most)} failed: ${names(failed)}` };
  if (most === 0) return { verdict: 'INCONCLUSIVE', headline: 'no criterion could be judged' };
  if (shortfall !== null) {
    const met = judged.filter((criterion) => criterion.met === true).length;
    const little = `${shortfall} cannot give a verdict`;
    return { verdict: 'INCONCLUSIVE', headline: `${little}; at face value ${met} of ${countedCriteria(most)} are met` };
  }
  const open = judged.filter(({ verdict }) => verdict !== 'PASS');
  if (open.length === 0)
    return {
      verdict: 'PASS',
      headline: `${most === 1 ? 'the criterion is' : `all ${countedCriteria(most)} are`} met over ${whole.length} blocks${metAnyway(evidence, judged)}`,
    };
  const uncorrected = open.filter(({ verdict }) => verdict === 'FAIL');
  const aside =
    uncorrected.length === 0
      ? ''
      : `; ${names(uncorrected)} fails alone, but not after Holm’s correction for ${countedCriteria(most)}`;
  return {
    verdict: 'INCONCLUSIVE',
    headline: `not enough evidence on ${open.length} of ${countedCriteria(most)}: ${names(open)}${aside}`,
  };
}

/** A PASS is easily read as "it helps": so it says itself how much of it the other arm has, too. */
function metAnyway({ plan }: Evidence, judged: readonly Criterion[]): string {
  const anyway = judged.filter(({ beside }) => beside?.met === true);
  const arm = anyway[0]?.beside?.arm;
  if (arm === undefined) return '';
  const subject = comparedPair(plan)?.subject ?? 'the arms';
  if (judged.length === 1) return `; ${arm} meets it too, so it tells nothing about ${subject}`;
  const some = anyway.length === judged.length ? 'all' : String(anyway.length);
  return `; ${arm} meets ${some} of them too, which ${anyway.length === 1 ? 'tells' : 'tell'} nothing about ${subject}`;
}

function countedCriteria(count: number): string {
  return count === 1 ? '1 criterion' : `${count} criteria`;
}

function names(some: readonly Criterion[]): string {
  return listed(some.map(({ metric, arm, bound }) => `${metric} of ${arm} ${bound.text}`));
}

/**
 * Criteria that fail when all are taken together: Holm on the t-tests' p-values, which the other tests, at 5 % each,
 * must agree with. Where no t could be made the sign-flip test's p-value stands in: outside Holm it would bring false
 * FAILs of a run with two criteria to 9 %. A census stands outside.
 */
function failedAfterHolm(judged: readonly Criterion[], significance: number): Criterion[] {
  const tested = judged.filter(({ tTest, signFlip }) => tTest !== null || signFlip !== null);
  const rejects = holmRejects(
    tested.map(({ tTest, signFlip }) => (tTest ?? signFlip)?.fail ?? 1),
    significance,
  );
  const kept = new Set(tested.filter((_, at) => !rejects[at]));
  return judged.filter((criterion) => criterion.verdict === 'FAIL' && (isCensus(criterion) || !kept.has(criterion)));
}
