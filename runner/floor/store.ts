/** Where the noise floors of this host are kept between runs: a small file for each bench, profile and app. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PoolproofError } from '../errors.ts';
import {
  type FloorFile,
  floorFileSchema,
  floorFrom,
  type FloorRun,
  type FloorWanted,
  hostName,
  type NoiseFloor,
  withRun,
} from '../model/noise-floor.ts';
import type { HostFacts } from '../model/plan.ts';
import { schemaVersion } from '../model/version.ts';
import { makeFolder } from '../provision/cache.ts';
import { systemCodeOf } from '../run-folder/file-errors.ts';

/** Whose noise: a floor of another host, bench, profile or app says nothing of this one. */
export interface FloorOf {
  readonly host: HostFacts;
  readonly bench: string;
  readonly profile: string;
  readonly app: string;
}

export function floorPath(cacheDir: string, { host, bench, profile, app }: FloorOf): string {
  return path.join(cacheDir, 'noise-floors', hostName(host), `${bench}_${profile}_${app}.json`);
}

/**
 * The runs that are kept, oldest first; none when nothing was measured yet.
 * @throws PoolproofError `noise-floor` naming a file that cannot be read or is damaged
 */
async function readRuns(file: string): Promise<readonly FloorRun[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw damaged(file, messageOf(error), error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
  const parsed = floorFileSchema.safeParse(value);
  if (parsed.success) return parsed.data.runs;
  throw damaged(
    file,
    `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? ''}`,
    parsed.error,
  );
}

function damaged(file: string, what: string, cause: unknown): PoolproofError {
  return new PoolproofError('noise-floor', `the noise floor in ${file} cannot be used: ${what}`, {
    hint: `rm '${file}', and measure it again with npx poolproof aa`,
    cause,
  });
}

/**
 * The floor that counts for such a run; null when none was measured.
 * @throws PoolproofError `noise-floor` when the file is damaged
 */
export async function readFloor(cacheDir: string, of: FloorOf, wanted: FloorWanted): Promise<NoiseFloor | null> {
  return floorFrom(await readRuns(floorPath(cacheDir, of)), wanted);
}

/**
 * The same for a run that can do without: a damaged file is named, with what mends it, and counts as none.
 * @param say is told
 */
export async function readFloorIfAny(
  cacheDir: string,
  of: FloorOf,
  wanted: FloorWanted,
  say: (line: string) => void,
): Promise<NoiseFloor | null> {
  try {
    return await readFloor(cacheDir, of, wanted);
  } catch (error) {
    if (!(error instanceof PoolproofError)) throw error;
    say(`${error.message}; the run goes on without it. try: ${error.hint ?? ''}`);
    return null;
  }
}

/**
 * Keeps an A/A run beside those that are kept already, by rename, readable by this user only. A damaged file is replaced.
 * @returns the file
 * @throws PoolproofError `disk` when it cannot be written
 */
export async function keepFloorRun(cacheDir: string, of: FloorOf, run: FloorRun): Promise<string> {
  const file = floorPath(cacheDir, of);
  const kept = await readRuns(file).catch((error: unknown) => {
    if (error instanceof PoolproofError) return [];
    throw error;
  });
  const { host, ...about } = of;
  const content: FloorFile = { schemaVersion, host: hostName(host), ...about, runs: withRun(kept, run) };
  await writeByRename(file, `${JSON.stringify(floorFileSchema.parse(content), null, 2)}\n`);
  return file;
}

async function writeByRename(file: string, text: string): Promise<void> {
  await makeFolder(path.dirname(file));
  // Two runs that end at once must not write into the same unfinished file.
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new PoolproofError('disk', `cannot keep the noise floor: ${messageOf(error)}`, {
      hint: 'set XDG_CACHE_HOME to a folder that you can write to',
      cause: error,
    });
  }
}
