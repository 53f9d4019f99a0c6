/** Cells and the words in them. */
import { formatDecimal, missing } from '../../runner/model/format.ts';
import type { Cell } from './types.ts';

type Reading = number | null;

/** How a reading in base units is written, its unit included. */
export type Write = (value: Reading) => string;

export const formatCores: Write = (cores) => (cores === null ? missing : `${formatDecimal(cores, 2)} cores`);

export function text(words: string, more: Omit<Cell, 'text'> = {}): Cell {
  return { text: words, ...more };
}

const numberAndUnit = /^([−+]?[\d,.]+)(\D*)$/;

/** From one to another, the unit said once: "0.95 to 1.03", "99.1 to 99.8 %". */
export function fromTo(low: string, high: string, between: string): string {
  const [one, other] = [numberAndUnit.exec(low), numberAndUnit.exec(high)];
  const shorter = one !== null && other !== null && one[2] === other[2] ? one[1] : low;
  return `${shorter}${between}${high}`;
}

/** Two bounds; one that cannot be made is left open. */
export function rangeText(low: Reading, high: Reading, write: Write): string {
  if (low === null && high === null) return missing;
  if (low === null) return `up to ${write(high)}`;
  return high === null ? `${write(low)} or more` : fromTo(write(low), write(high), ' to ');
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** "segment 3", "segments 1, 3 and 5". */
export function segmentNames(segments: readonly { readonly index: number }[]): string {
  return `${segments.length === 1 ? 'segment' : 'segments'} ${listed(segments.map(({ index }) => String(index)))}`;
}
