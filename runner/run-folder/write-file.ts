/** Files appear whole or not at all: they are written under another name and then renamed. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { PoolproofError } from '../errors.ts';
import { cannotWrite } from './file-errors.ts';
import { faultsOf, withFaults } from './faults.ts';

/** Writes a text by rename, making the folders above it. Throws PoolproofError and leaves nothing half-written. */
export async function writeText(path: string, text: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}

/**
 * Writes JSON that its schema accepts, so that nothing is kept which a reader would refuse: NaN, for one, would become
 * null without a word. Keys stand in the schema's order, however the value was built.
 */
export async function writeJson<T>(path: string, schema: z.ZodType<T>, value: T): Promise<void> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new PoolproofError('run-folder', withFaults(`${path} would be wrong`, faultsOf(parsed.error)), {
      hint: 'this is a mistake in poolproof itself: please report it',
    });
  }
  await writeText(path, `${JSON.stringify(parsed.data, null, 2)}\n`);
}

/** Writes files by their path inside the run folder (`csv/blocks.csv`). */
export async function writeFiles(runDir: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) await writeText(join(runDir, name), text);
}
