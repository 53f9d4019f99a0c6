/**
 * What the verdict would be with the blocks that only noise voided. Noise gates look at the machine, and a machine may be
 * noisy because of what an arm does to it: leaving such blocks out must not be what decides.
 */
import { counted } from '../model/format.ts';
import type { GateId } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { mostBlocks } from '../model/orders.ts';
import { type Block, type Evidence, isInvalid, shortfallOf } from './blocks.ts';
import { judgeCriterion } from './criteria.ts';
import { voids } from './gates.ts';
import { type Ruling, ruleOverall } from './overall.ts';
import { readWarmUp } from './warm-up.ts';

/** The machine, the generator and the sampler; what the experiment was, and who got in, are not noise. */
const noiseGates: ReadonlySet<GateId> = new Set([
  'generator-starved',
  'steal',
  'foreign-load',
  'sampler-gap',
  'sampler-missing',
]);

export type SecondAnalysis = NonNullable<Verdict['secondAnalysis']>;

/** Null when no block was voided by noise alone. */
export function analyseAgain(plan: Plan, evidence: Evidence): SecondAnalysis | null {
  const back = new Set(evidence.voided.filter((block) => isNoiseAlone(plan, block)));
  if (back.size === 0) return null;
  const whole = evidence.blocks.filter((block) => block.state === 'whole' || back.has(block));
  // The exact test cannot count the signs of more.
  if (whole.length > mostBlocks) return { blocks: back.size, verdict: null };
  const voided = evidence.voided.filter((block) => !back.has(block));
  const warmUp = readWarmUp(
    plan,
    whole.flatMap((block) => block.segments),
  );
  const again: Evidence = {
    ...evidence,
    whole,
    voided,
    warmUp,
    isInvalid: isInvalid(evidence.blocks, voided, warmUp),
    shortfall: shortfallOf(plan, evidence.blocks, whole.length),
  };
  const criteria = plan.criteria.map((criterion) => judgeCriterion(again, criterion));
  return { blocks: back.size, verdict: ruleOverall(again, criteria).verdict };
}

/** Every arm ran to its end, and each segment that is INVALID is so because of noise gates and nothing else. */
function isNoiseAlone({ arms }: Plan, { segments, gates }: Block): boolean {
  const complete = arms.every(({ name }) => segments.some(({ arm, status }) => arm === name && status !== 'partial'));
  const byNoise = segments.every(({ status, gates: own }) => {
    const voiding = own.filter(voids);
    return (status === 'ok' || voiding.length > 0) && voiding.every(({ id }) => noiseGates.has(id));
  });
  return complete && byNoise && !gates.some(voids);
}

/** A PASS that the second analysis makes a FAIL, or the other way round, is neither. */
export function reconcile(first: Ruling, second: SecondAnalysis | null): Ruling {
  const verdicts = new Set<unknown>([first.verdict, second?.verdict]);
  if (second === null || !verdicts.has('PASS') || !verdicts.has('FAIL')) return first;
  const put = `with ${counted(second.blocks, 'block')} put back that only noise had voided it is ${String(second.verdict)}`;
  return {
    verdict: 'INCONCLUSIVE',
    headline: `Which blocks are left out decides: without them it is ${first.verdict}, ${put}. ${first.headline}`,
  };
}
