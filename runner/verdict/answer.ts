/** The answer to the one question, in one sentence. */
import { counted, formatChange, formatDecimal, formatPoints, formatRatio } from '../model/format.ts';
import { leans } from '../model/leans.ts';
import { intervalText } from '../model/significance.ts';
import type { Evidence } from './blocks.ts';
import type { Comparison } from './comparisons.ts';
import { type Floor, floorWords } from './floor.ts';
import { injectedWords } from './null-checks.ts';
import { comparedPair } from './pair.ts';
import { listed, sentence } from './words.ts';

const noOpenFloor = 'what an open run makes of nothing is not known';
const noFloor = 'this host’s noise floor is not known (A/A not run)';

/** Does the arm help, hurt, or make no difference larger than so much, on goodput, median and failures. */
export function answerOf(evidence: Evidence, comparisons: readonly Comparison[], floor: Floor | null): string {
  const subject = comparedPair(evidence.plan)?.subject;
  if (subject === undefined) return 'There is one arm only, so there is nothing to compare.';
  if (evidence.isInvalid)
    return sentence(`whether ${subject} helps cannot be said, because the measurement is INVALID`);
  if (evidence.shortfall !== null) return tooLittle(evidence.shortfall, comparisons, subject);
  return sentence(
    `${effectsOf(comparisons, subject)} (${intervalText(evidence.significance)} intervals over ${counted(evidence.whole.length, 'block')}); ${asideOf(evidence, floor)}`,
  );
}

function asideOf({ plan }: Evidence, floor: Floor | null): string {
  const injected = plan.aa?.injected ?? null;
  const same =
    plan.aa === null
      ? []
      : [injected === null ? 'both are the same arm' : `both are the same arm, but for ${injectedWords(injected)}`];
  if (plan.open !== null) return noOpenFloor;
  return [...same, floor === null ? noFloor : floorWords(floor)].join('; ');
}

function tooLittle(shortfall: string, comparisons: readonly Comparison[], subject: string): string {
  const little = `no answer can be given from ${shortfall}`;
  const readings = comparisons.flatMap((comparison) => pointOf(comparison) ?? []);
  const shown = readings.length === 0 ? '' : `; at face value ${subject} goes with ${listed(readings)}`;
  return sentence(`${little}${shown}`);
}

function pointOf({ metric, kind, estimate }: Comparison): string | null {
  if (estimate === null) return null;
  return `${metric} ${kind === 'ratio' ? `× ${formatRatio(estimate)}` : formatPoints(estimate)}`;
}

/** What is shown comes first, then what it leans to, then what is ruled out: a reader in a hurry stops early. */
function effectsOf(comparisons: readonly Comparison[], subject: string): string {
  const shown = (effect: Comparison['effect']) => comparisons.filter((comparison) => comparison.effect === effect);
  const [better, worse, none] = [shown('better'), shown('worse'), shown('none shown')];
  const rest = restText(none.filter((comparison) => !leans(comparison)));
  const lean = listed(none.filter(leans).map(effectText));
  const leanText = lean === '' ? '' : `leans to ${lean} without enough evidence`;
  const isShown = better.length + worse.length > 0;
  if (!isShown && leanText === '') return `${subject} makes ${rest}`;
  const parts = isShown
    ? [headOf(better.map(effectText), worse.map(effectText), subject), leanText === '' ? '' : `it ${leanText}`, rest]
    : [`${subject} shows no effect, but ${leanText}`, rest];
  return parts.filter((part) => part !== '').join('; ');
}

function headOf(better: readonly string[], worse: readonly string[], subject: string): string {
  if (worse.length === 0) return `${subject} helps: ${listed(better)}`;
  if (better.length === 0) return `${subject} hurts: ${listed(worse)}`;
  return `${subject} helps and hurts: better ${listed(better)}, but worse ${listed(worse)}`;
}

function effectText({ metric, kind, estimate, interval: [low, high] }: Comparison): string {
  if (estimate === null) return `${metric} (not finite in every block)`;
  const format = kind === 'ratio' ? formatChange : formatPoints;
  return `${metric} ${format(estimate)} (${format(low)} to ${format(high)})`;
}

/**
 * "no difference larger than": the end of the interval that is farther from no difference, so that each is a one-sided test at
 * the level of the run.
 */
function restText(comparisons: readonly Comparison[]): string {
  const bounded = comparisons.flatMap(({ metric, kind, interval: [low, high] }) => {
    if (low === null || high === null) return [];
    const none = kind === 'ratio' ? 1 : 0;
    const most = Math.max(Math.abs(low - none), Math.abs(high - none)) * 100;
    return `${formatDecimal(most, most < 0.1 && most > 0 ? 2 : 1)} ${kind === 'ratio' ? '%' : 'points'} on ${metric}`;
  });
  const open = comparisons.filter(({ interval: [low] }) => low === null).map(({ metric }) => metric);
  const within = bounded.length === 0 ? '' : `no difference larger than ${listed(bounded)}`;
  const unknown = open.length === 0 ? '' : `no difference shown on ${listed(open)}, which is not finite in every block`;
  return [within, unknown].filter((text) => text !== '').join(' and ');
}
