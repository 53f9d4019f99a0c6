/** The folder of a project's standing stack: data, logs and standing.json. One project has at most one. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PoolproofError } from '../errors.ts';
import { type StandingState, standingSchema } from '../model/standing.ts';
import { makeFolder } from '../provision/cache.ts';

export interface Place {
  readonly dir: string;
  readonly state: string;
  readonly logs: string;
}

/** @param project the folder in which `up` is called */
export async function placeOf(cacheDir: string, project: string): Promise<Place> {
  const real = await realpath(project);
  const name = path.basename(real).replaceAll(/[^\w.-]/g, '_');
  const dir = path.join(
    cacheDir,
    'standing',
    `${name}-${createHash('sha256').update(real).digest('hex').slice(0, 12)}`,
  );
  return { dir, state: path.join(dir, 'standing.json'), logs: path.join(dir, 'logs') };
}

/** @returns null when the project has no standing stack. @throws PoolproofError `stack` when what is there cannot be read */
export async function readState({ dir, state }: Place): Promise<StandingState | null> {
  let text: string;
  try {
    text = await readFile(state, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new PoolproofError('stack', `cannot read the standing stack: ${messageOf(error)}`, {
      hint: 'call poolproof as the user who called `poolproof up`',
      cause: error,
    });
  }
  const parsed = standingSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new PoolproofError('stack', `${state} is not of this version of poolproof`, {
    hint: `stop its stack with the poolproof that started it, or end the processes it lists and remove ${dir}`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Written whole or not at all, readable by its owner only. */
export async function writeState({ state }: Place, value: StandingState): Promise<void> {
  const unfinished = `${state}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(standingSchema.parse(value), null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, state);
}

/**
 * Takes the place in one step, so that of two `up` at once only one has it.
 * @returns false when it is taken
 */
export async function claimPlace(place: Place, value: StandingState): Promise<boolean> {
  await makeFolder(path.dirname(place.dir));
  const claim = `${place.dir}.${value.owner.pid}`;
  await rm(claim, { recursive: true, force: true });
  try {
    await mkdir(claim, { recursive: true });
    // The servers' user passes through it to the data.
    await chmod(claim, 0o711);
    await writeState({ ...place, state: path.join(claim, path.basename(place.state)) }, value);
    await rename(claim, place.dir);
    return true;
  } catch (error) {
    await rm(claim, { recursive: true, force: true });
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      return false;
    throw new PoolproofError('disk', `cannot write ${place.dir}: ${messageOf(error)}`, {
      hint: 'make room, or set XDG_CACHE_HOME to a folder that you can write to',
      cause: error,
    });
  }
}

export async function removePlace({ dir }: Place): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
