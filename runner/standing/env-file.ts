/** The project's .env: read as it is, written whole and for its owner alone. */
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PoolproofError } from '../errors.ts';
import { updateDotenv } from './dotenv.ts';

export function envFileOf(project: string): string {
  return path.join(project, '.env');
}

/** Empty when there is none. @throws PoolproofError `usage` when it cannot be read */
export async function readEnvFile(project: string): Promise<string> {
  try {
    return await readFile(envFileOf(project), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new PoolproofError('usage', `cannot read .env: ${messageOf(error)}`, {
      hint: `make ${envFileOf(project)} readable for you, or remove it`,
      cause: error,
    });
  }
}

/** Permission bits, such as 0o600; null when there is no such file. */
export async function envFileMode(project: string): Promise<number | null> {
  return await stat(envFileOf(project)).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );
}

const heading = '# Written by `poolproof up`. It holds a password: keep it out of version control.\n';

/** Sets these variables and leaves the file's other lines as they are. @throws PoolproofError `disk` */
export async function writeEnvFile(project: string, changes: Readonly<Record<string, string | null>>): Promise<void> {
  const before = await readEnvFile(project);
  const file = envFileOf(project);
  const unfinished = `${file}.tmp`;
  try {
    await writeFile(unfinished, updateDotenv(before === '' ? heading : before, changes), { mode: 0o600 });
    // The mode above is for a new file only.
    await chmod(unfinished, 0o600);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new PoolproofError('disk', `cannot write .env: ${messageOf(error)}`, {
      hint: `make ${project} writable, or change to a folder that is`,
      cause: error,
    });
  }
}
