/** How many blocks a command line asks for, and after how many it wants to look. Pure; faults are pushed, a line each. */
import type { Looks } from '../model/looks.ts';
import { blockRule, fittingBlocks, mostBlocks } from '../model/orders.ts';
import type { Profile } from '../model/profile.ts';
import { looksOf } from './looks.ts';
import { wholeNumber } from './whole-number.ts';

interface BlockFlags {
  readonly blocks?: string;
  readonly looks?: string;
}

interface HowMany {
  readonly blocks: number;
  /** Null: the run is judged once, at its end. */
  readonly looks: Looks | null;
}

/** @param arms how many; fewer than two are a fault that is told elsewhere */
export function blocksOf(profile: Profile | null, flags: BlockFlags, arms: number, faults: string[]): HowMany {
  const count = Math.max(arms, 2);
  if (flags.looks !== undefined) {
    if (flags.blocks !== undefined)
      faults.push('--looks says how many blocks there are: the last of its numbers. Leave --blocks out');
    const looks = looksOf(flags.looks, count, faults);
    return { blocks: looks?.blocks[1] ?? 1, looks };
  }
  return { blocks: profile === null ? 1 : withoutLooks(profile, flags.blocks, count, faults), looks: null };
}

function withoutLooks(profile: Profile, typed: string | undefined, arms: number, faults: string[]): number {
  if (typed === undefined) return profile.single ? profile.blocks : fittingBlocks(profile.blocks, arms);
  const wanted = wholeNumber('--blocks', typed, 1, mostBlocks, faults);
  const fits = profile.single && wanted === 1 ? 1 : fittingBlocks(wanted, arms);
  if (fits !== wanted)
    faults.push(
      `--blocks ${wanted} does not balance ${arms} arms (multiples of ${blockRule(arms).multipleOf}); the next number that does is ${fits}`,
    );
  return wanted;
}
