/** Making the folder of a new run, never on top of something else. */
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PoolproofError } from '../errors.ts';
import { cannotWrite, systemCodeOf } from './file-errors.ts';
import { listSegments } from './read-run.ts';

interface Wanted {
  /** Where runs/ is made. */
  readonly cwd: string;
  readonly bench: string;
  readonly now: Date;
  /** A folder of the user's choice, absolute; null: runs/<bench>-<UTC time>. */
  readonly out: string | null;
}

/**
 * Makes the folder of a new run and returns its path. A chosen folder may exist when it is empty.
 * @throws PoolproofError when it holds a run, the leftover of one, or anything else, or cannot be made.
 */
export async function createRunFolder({ cwd, bench, now, out }: Wanted): Promise<string> {
  if (out !== null) return createChosen(out);
  const runDir = join(cwd, 'runs', `${bench}-${utcName(now)}`);
  // Two runs begun in the same second must not share a folder: the second finds it there and takes another name.
  for (let attempt = 1; ; attempt += 1) {
    const candidate = attempt === 1 ? runDir : `${runDir}-${attempt}`;
    if (await makeNew(candidate)) return candidate;
  }
}

/** Takes back a run folder in which nothing has been kept. */
export async function removeEmptyFolder(dir: string): Promise<void> {
  await rmdir(dir).catch((error: unknown) => {
    if (systemCodeOf(error) !== 'ENOTEMPTY') throw cannotWrite(dir, error);
  });
}

/** 20251123T035300Z: sorts by time, and no file system objects to it. */
function utcName(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}

/** False when there is something of that name already. */
async function makeNew(dir: string): Promise<boolean> {
  try {
    await mkdir(dirname(dir), { recursive: true });
    await mkdir(dir);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw cannotWrite(dir, error);
  }
}

async function createChosen(dir: string): Promise<string> {
  if (!(await makeNew(dir))) await refuseTaken(dir);
  return dir;
}

/**
 * For a folder that is to be a run's later: it may not be there yet, or must be empty.
 * @throws PoolproofError when it holds something, or cannot be read
 */
export async function refuseTaken(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw cannotWrite(dir, error);
  });
  if (names.length === 0) return;
  const taken = await whatItHolds(dir, names);
  throw new PoolproofError('run-folder', `${dir} ${taken}`, {
    hint: 'choose another folder with --out, or remove this one',
  });
}

async function whatItHolds(dir: string, names: readonly string[]): Promise<string> {
  if (!names.includes('plan.json')) return 'is not empty, and what it holds is not a run';
  if (names.includes('verdict.json')) return 'already holds a run';
  const begun = (await listSegments(dir)).length;
  return `holds the leftover of an unfinished run (segments begun: ${begun}); runs cannot be resumed`;
}
