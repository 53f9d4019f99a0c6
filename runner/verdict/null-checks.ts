/** An A/A run: both arms are the same, so that whatever is found is false. */
import { counted } from '../model/format.ts';
import type { Aa } from '../model/aa.ts';
import type { Criterion, Verdict } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import type { Comparison } from './comparisons.ts';
import { invalid, type Ruling } from './overall.ts';
import { listed, sentence } from './words.ts';

type NullChecks = NonNullable<Verdict['aa']>;
type Check = NullChecks['checks'][number];

/** What was tried of an A/A run; null for any other. */
export function nullChecksOf(
  evidence: Evidence,
  criteria: readonly Criterion[],
  comparisons: readonly Comparison[],
): NullChecks | null {
  const { aa } = evidence.plan;
  if (aa === null) return null;
  const checks =
    aa.injected === null ? [noEffect(comparisons), ...criteria.map(noFalseCriterion)] : [rightSign(comparisons)];
  return {
    arm: aa.arm,
    injected: aa.injected === null ? null : injectedWords(aa.injected),
    checks: isJudged(evidence)
      ? checks
      : checks.map((check) => ({ ...check, outcome: 'not judged', found: tooLittle(evidence) })),
  };
}

/** From fewer blocks no verdict is given, so that none can be false. */
function isJudged({ shortfall, isInvalid }: Evidence): boolean {
  return shortfall === null && !isInvalid;
}

function tooLittle({ shortfall, isInvalid }: Evidence): string {
  return sentence(isInvalid ? 'the measurement is INVALID' : `${shortfall ?? ''} cannot give a verdict, true or false`);
}

/** "delay of 3 ms (10%)". */
export function injectedWords(injected: NonNullable<Aa['injected']>): string {
  if (injected.kind === 'delay') return `a delay of ${Number(injected.delayMs.toPrecision(3))} ms (${injected.asked})`;
  return `a CPU quota of ${Number((100 * injected.share).toPrecision(3))} % (the app is stopped for the rest of every 10 ms)`;
}

function effectsIn(comparisons: readonly Comparison[], wanted: readonly Comparison['effect'][]): string[] {
  return comparisons.filter(({ effect }) => wanted.includes(effect)).map(({ metric, effect }) => `${metric} ${effect}`);
}

function noEffect(comparisons: readonly Comparison[]): Check {
  const effects = effectsIn(comparisons, ['better', 'worse']);
  return {
    id: 'help-or-hurt',
    claim: 'the answer names neither help nor hurt (Holm over its three comparisons)',
    outcome: effects.length === 0 ? 'held' : 'false',
    found: sentence(effects.length === 0 ? 'no effect is named' : `an effect is named: ${listed(effects)}`),
  };
}

/** A bound that equal arms miss must not PASS, one that they meet must not FAIL. */
function noFalseCriterion({ id, metric, arm, bound, verdict, reason }: Criterion): Check {
  const equalMeet = bound.op.startsWith('>') ? bound.value <= 1 : bound.value >= 1;
  const wrong = equalMeet ? 'FAIL' : 'PASS';
  return {
    id,
    claim: `no ${wrong} of ${metric} ${arm} ${bound.text}`,
    outcome: verdict === wrong ? 'false' : 'held',
    found: `Judged ${verdict}: ${reason}`,
  };
}

/** Waiting and less processor time make nothing better. */
function rightSign(comparisons: readonly Comparison[]): Check {
  const [wrong, right] = [effectsIn(comparisons, ['better']), effectsIn(comparisons, ['worse'])];
  const found = [...wrong, ...right];
  return {
    id: 'sign',
    claim: 'nothing is named better where the app was made slower',
    outcome: wrong.length === 0 ? 'held' : 'false',
    found: sentence(
      found.length === 0 ? 'no effect is named: what was put in was not found' : `named: ${listed(found)}`,
    ),
  };
}

/** PASS when no verdict was false, FAIL when one was, INCONCLUSIVE when none could be had. */
export function ruleNullChecks(evidence: Evidence, { arm, injected, checks }: NullChecks): Ruling {
  if (evidence.isInvalid) return invalid(evidence);
  const itself = injected === null ? `${arm} against itself` : `${arm} against itself, once with ${injected},`;
  if (evidence.shortfall !== null)
    return {
      verdict: 'INCONCLUSIVE',
      headline: sentence(
        `${itself}: nothing could be judged, because ${evidence.shortfall} cannot give a verdict, true or false`,
      ),
    };
  const wrong = checks.filter(({ outcome }) => outcome === 'false');
  const over = `over ${counted(evidence.whole.length, 'block')}`;
  if (wrong.length === 0)
    return {
      verdict: 'PASS',
      headline: sentence(`no false verdict: ${itself} ${over}, ${counted(checks.length, 'check')} held`),
    };
  return {
    verdict: 'FAIL',
    headline: sentence(`a false verdict: ${itself} ${over}, and yet ${listed(wrong.map(({ id }) => id))} did not hold`),
  };
}
