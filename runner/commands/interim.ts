/** What a finished block and a look show, so that a person who watches need not wait for the end. Pure. */
import { formatPlain } from '../model/format.ts';
import type { Looks } from '../model/looks.ts';
import type { Plan } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import type { Overall } from '../model/verdict.ts';
import type { Block } from '../verdict/blocks.ts';
import { decides } from '../verdict/looks.ts';

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

/** What comes of the first look; null when it could not be taken. */
export function firstLookLine({ blocks: [first, last] }: Looks, found: Overall | null): string {
  if (found === null)
    return `first look: not taken, because not all of the ${first} blocks are whole; on to ${last} blocks`;
  if (!decides(found)) return `first look, after ${first} blocks: not decided; on to ${last} blocks`;
  return `first look, after ${first} blocks: ${found}, with which the run ends`;
}
