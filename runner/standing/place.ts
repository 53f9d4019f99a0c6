/** The folder of a project's standing stack: data, logs and standing.json. One project has at most one. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
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

/** The file in a place that only its owner's claim put there: a watchdog that comes late must not remove the next one's. */
export function ownerMark({ pid, identity }: StandingState['owner']): string {
  return `owner.${pid}.${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

/**
 * Takes the place in one step, so that of two `up` at once only one has it.
 * @returns false when it is taken
 */
export async function claimPlace(place: Place, value: StandingState): Promise<boolean> {
  await makeFolder(path.dirname(place.dir));
  await removeGraves(place);
  const claim = `${place.dir}.${value.owner.pid}`;
  await rm(claim, { recursive: true, force: true });
  try {
    await mkdir(claim, { recursive: true });
    // The servers' user passes through it to the data.
    await chmod(claim, 0o711);
    await writeFile(path.join(claim, ownerMark(value.owner)), '');
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

const graveMark = '.gone.';

/** Takes it away in one step, so that nobody finds half of it, and what is claimed next does not go with it. */
export async function removePlace({ dir }: Place): Promise<void> {
  const grave = `${dir}${graveMark}${randomBytes(6).toString('hex')}`;
  try {
    await rename(dir, grave);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  await bury(grave);
}

/** What a removal that was killed left. */
async function removeGraves({ dir }: Place): Promise<void> {
  const parent = path.dirname(dir);
  const graves = (await readdir(parent)).filter((name) => name.startsWith(`${path.basename(dir)}${graveMark}`));
  await Promise.all(graves.map((name) => bury(path.join(parent, name))));
}

async function bury(grave: string): Promise<void> {
  await rm(grave, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
