/** What a finished block shows, so that a person who watches need not wait for the end. Pure. */
import { formatPlain } from '../model/format.ts';
import type { Plan } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import type { Block } from '../verdict/blocks.ts';

const shown = [
  ['goodput', (segment: ResultSegment) => segment.goodputPerS],
  ['median', (segment: ResultSegment) => segment.medianMs],
] as const;

/**
 * Ratios of a block's other arms to the first of the plan: `after block 2: pooled/direct goodput 0.98, median 1.31`.
 * Null when the block is not whole, and for a run of one block, whose report follows at once.
 */
export function interimLine(plan: Pick<Plan, 'arms' | 'segments'>, { block, segments, state }: Block): string | null {
  if (state !== 'whole' || plan.segments.at(-1)?.block === 1) return null;
  const of = (name: string | undefined) => segments.find(({ arm }) => arm === name);
  const [base, ...others] = plan.arms.map(({ name }) => of(name));
  const ratios = others.flatMap((other) => (other === undefined || base === undefined ? [] : [ratiosOf(other, base)]));
  return `after block ${block}: ${ratios.join('; ')} (interim, not yet a verdict)`;
}

function ratiosOf(segment: ResultSegment, base: ResultSegment): string {
  const texts = shown.map(([name, read]) => `${name} ${ratioText(read(segment), read(base))}`);
  return `${segment.arm}/${base.arm} ${texts.join(', ')}`;
}

function ratioText(reading: number | null, base: number | null): string {
  return reading === null || base === null || base === 0 ? 'not finite' : formatPlain(reading / base);
}
