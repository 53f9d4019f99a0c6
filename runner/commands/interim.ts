/** What a finished block shows, so that a person who watches need not wait for the end. Pure. */
import { formatPlain } from '../model/format.ts';
import type { ResultSegment } from '../model/result.ts';

const shown = [
  ['goodput', (segment: ResultSegment) => segment.goodputPerS],
  ['median', (segment: ResultSegment) => segment.medianMs],
] as const;

/**
 * Ratios of a block's other arms to its first planned one: `after block 2: pooled/direct goodput 0.98, median 1.31`.
 * Null when the block has an arm that is not ok.
 */
export function interimLine(block: number, arms: readonly string[], segments: readonly ResultSegment[]): string | null {
  const byArm = arms.map((arm) => segments.find((segment) => segment.arm === arm && segment.status === 'ok'));
  const [base, ...others] = byArm;
  if (base === undefined || others.some((segment) => segment === undefined)) return null;
  const ratios = others.flatMap((segment) => (segment === undefined ? [] : [ratiosOf(segment, base)]));
  return `after block ${block}: ${ratios.join('; ')} (interim: no verdict before the last block)`;
}

function ratiosOf(segment: ResultSegment, base: ResultSegment): string {
  const texts = shown.map(([name, read]) => `${name} ${ratioText(read(segment), read(base))}`);
  return `${segment.arm}/${base.arm} ${texts.join(', ')}`;
}

function ratioText(reading: number | null, base: number | null): string {
  return reading === null || base === null || base === 0 ? 'not finite' : formatPlain(reading / base);
}
