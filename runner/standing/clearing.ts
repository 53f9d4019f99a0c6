/**
 * The right to clear a place up. Two who find the same dead stack must not both do so: the second would remove what the first has
 * just put up in its place. The right lies in the place itself and goes with it: clearing.1, or clearing.2 when the owner of
 * that died over it, and so on. A file that could be taken over would let two in.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { type StandingState, standingSchema } from '../model/standing.ts';
import { isRunning } from './identity.ts';
import type { Place } from './place.ts';

/** A process of poolproof. */
export type Owner = StandingState['owner'];

/**
 * Does the work when nobody else clears this place. What was known of it before must be read anew: it may have been cleared,
 * and put up again, in between.
 * @throws PoolproofError `stack` when another process does
 */
export async function clearing<T>(place: Place, me: Owner, work: () => Promise<T>): Promise<T> {
  const other = await claimClearing(place, me);
  if (other === null) return await work();
  throw new PoolproofError('stack', `another \`poolproof\` (process ${other.pid}) is clearing up a stack here`, {
    hint: 'wait until it is done, then try again',
  });
}

/** @returns who has the right; null when it is ours, or the place is gone */
export async function claimClearing({ dir }: Place, me: Owner): Promise<Owner | null> {
  for (let turn = 1; ; turn += 1) {
    const file = path.join(dir, `clearing.${turn}`);
    if (await makeOwned(file, `${dir}.${randomBytes(6).toString('hex')}`, me)) return null;
    const other = await ownerOf(file);
    if (other !== null && (await isRunning(other))) return other;
  }
}

/** False when it is there already. It gets its name when it is written, so that nobody reads half of it. */
async function makeOwned(file: string, unfinished: string, me: Owner): Promise<boolean> {
  try {
    await writeFile(unfinished, JSON.stringify(me), { mode: 0o600 });
    await link(unfinished, file);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return true;
    if (code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Null when the file went with its place. */
async function ownerOf(file: string): Promise<Owner | null> {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  return standingSchema.shape.owner.nullable().parse(JSON.parse(text));
}
