import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PoolproofError } from '../errors.ts';
import { schemaVersion } from '../model/version.ts';
import { DamagedError } from './damaged-error.ts';
import { cannotRead, systemCodeOf } from './file-errors.ts';
import { faultsOf, withFaults } from './faults.ts';

const versioned = z.object({ schemaVersion: z.unknown() });

/**
 * A JSON file as its schema has it.
 * @param hint what makes the file, said when it is not there.
 * @throws PoolproofError with every fault of the file at once, or with the version that this poolproof cannot read.
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>, hint?: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw cannotRead(path, error, hint);
  });
  return jsonOf(path, text, schema);
}

/** The same, or null when there is no such file. */
export async function readJsonIfThere<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readTextIfThere(path);
  return text === null ? null : jsonOf(path, text, schema);
}

function jsonOf<T>(path: string, text: string, schema: z.ZodType<T>): T {
  const value = parseJson(path, text);
  refuseOtherVersions(path, value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DamagedError(withFaults(`${path} is damaged`, faultsOf(parsed.error)));
}

/** The text of a file, or null when there is none. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw cannotRead(path, error);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DamagedError(`${path} is not JSON`, cause);
  }
}

function refuseOtherVersions(path: string, value: unknown): void {
  const found = versioned.safeParse(value).data?.schemaVersion;
  if (found === undefined || found === schemaVersion) return;
  const message = `${path} has schema version ${JSON.stringify(found)}; this poolproof reads version ${schemaVersion}`;
  throw new PoolproofError('run-folder', message, { hint: 'read it with the poolproof that wrote it' });
}
