/** A tool is looked for in a list of sources, in order; the same look serves `doctor`, which fetches nothing. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, realpath } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PoolproofError } from '../errors.ts';
import type { Tool } from '../model/plan.ts';
import { isAtLeast } from './run-tool.ts';
import type { ServiceUser } from './service-user.ts';

/** What provisioning needs to know of its surroundings. */
export interface ProvisionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cacheDir: string;
  /** The folder of poolproof itself: holds k6/ and node_modules/. */
  readonly packageRoot: string;
  /** Whom Postgres and PgBouncer run as; null for the runner's own user. */
  readonly serviceUser: ServiceUser | null;
  /** Progress for a person: slow steps are announced. */
  readonly log: (line: string) => void;
  /** Ends a build or a download that is under way. */
  readonly signal?: AbortSignal;
}

/** A program that is there and runs. */
export interface ProvidedTool extends Tool {
  readonly path: string;
  /** What must be added to its environment, such as LD_LIBRARY_PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What one source has. `why` and `from` complete a line: "no k6: none in the cache", "k6: built from k6/". */
export type Finding<T extends ProvidedTool = ProvidedTool> =
  | { readonly state: 'found'; readonly tool: T }
  | { readonly state: 'fetchable'; readonly from: string; readonly fetch: () => Promise<T> }
  | { readonly state: 'absent'; readonly why: string };

/** Looks, and changes nothing but when something of the cache was last used. Throws PoolproofError `missing-tool` when what the user named cannot be used. */
export type Source<T extends ProvidedTool = ProvidedTool> = (context: ProvisionContext) => Promise<Finding<T>>;

export interface ToolSpec<T extends ProvidedTool = ProvidedTool> {
  readonly name: string;
  readonly sources: readonly Source<T>[];
  /** What mends it when no source has it. */
  readonly hint: string;
}

/** @returns the absolute path of an executable on PATH, links resolved, or null. */
export async function findOnPath(
  name: string,
  env: ProvisionContext['env'],
  extraDirs: readonly string[] = [],
): Promise<string | null> {
  const file = await whereOnPath(name, env, extraDirs);
  return file === null ? null : await realpath(file);
}

/** @returns the same with links as they are. */
export async function whereOnPath(
  name: string,
  env: ProvisionContext['env'],
  extraDirs: readonly string[] = [],
): Promise<string | null> {
  const dirs = [...(env['PATH'] ?? '').split(path.delimiter).filter((dir) => path.isAbsolute(dir)), ...extraDirs];
  for (const dir of dirs) {
    if (await isExecutable(path.join(dir, name))) return path.join(dir, name);
  }
  return null;
}

/** Whether this user may execute the file. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** SHA-256 of a file's bytes, in hex. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Found when it runs and is new enough, else absent: what merely lies about on a machine must not stop the search. */
export async function foundIfRuns<T extends ProvidedTool>(
  describe: () => Promise<T>,
  leastVersion: string,
): Promise<Finding<T>> {
  try {
    const tool = await describe();
    if (isAtLeast(tool.version, leastVersion)) return { state: 'found', tool };
    return { state: 'absent', why: `${tool.path} is ${tool.version}, older than ${leastVersion}` };
  } catch (error) {
    if (error instanceof PoolproofError) return { state: 'absent', why: error.message };
    throw error;
  }
}
