/** What a run knows of each of its segments. */
export interface Placed {
  readonly index: number;
  readonly block: number;
  readonly arm: string;
}

/**
 * Segments by rounds through their blocks, in the order run: a new round begins with another block, or when an arm comes
 * again, because a voided block is redone under its own number.
 */
export function roundsIn<T extends Placed>(segments: readonly T[]): (readonly T[])[] {
  const rounds: T[][] = [];
  for (const segment of segments.toSorted((a, b) => a.index - b.index)) {
    const last = rounds.at(-1);
    const continues = last?.[0]?.block === segment.block && last.every(({ arm }) => arm !== segment.arm);
    if (last !== undefined && continues) last.push(segment);
    else rounds.push([segment]);
  }
  return rounds;
}

/** How many voided blocks of a run with so many planned ones may be redone. */
export function mostRedone(plannedBlocks: number): number {
  return Math.floor(plannedBlocks / 2);
}

/** The same block once more, its arms in the same order, indexes counting on from `firstIndex`. */
export function redone<T extends Placed>(block: readonly T[], firstIndex: number): T[] {
  return block.toSorted((a, b) => a.index - b.index).map((segment, at) => ({ ...segment, index: firstIndex + at }));
}
