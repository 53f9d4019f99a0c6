/** What this machine has for the native stack and what it lacks. Looks only: nothing is fetched, built or written. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { exists } from './cache.ts';
import { findGo } from './k6-build.ts';
import { nativeTools, survey } from './provide.ts';
import { pythonWith } from './python.ts';
import { redis } from './redis.ts';
import { isAtLeast } from './run-tool.ts';
import type { ProvisionContext, ToolSpec } from './tool.ts';

/** `engines` in package.json. */
const leastNode = '20.19';

/** `found` and `fetchable` will do; `absent` is told for completeness; `missing` keeps the main job from starting. */
export type CheckState = 'found' | 'fetchable' | 'absent' | 'missing';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  readonly version: string | null;
  /** Where it is, where it would come from, or why there is none. */
  readonly detail: string;
  /** The command that mends it; null when nothing needs mending. */
  readonly fix: string | null;
}

interface Runner {
  readonly nodeVersion: string;
  /** Root is 0. */
  readonly uid: number;
  /** Why the cache is not at its usual place; null when it is. */
  readonly cacheWhy: string | null;
}

/** Apps of the configuration that need the same Python packages. */
export interface PythonNeed {
  readonly apps: readonly string[];
  /** Absolute. */
  readonly requirements: string;
}

/** What the configuration needs beside the tools of every stack. */
interface Needs {
  readonly pythons: readonly PythonNeed[];
  readonly redis: boolean;
}

/** One check each of the runner and of the tools. The main job can start when none is `missing`. */
export async function inspectHost(
  context: ProvisionContext,
  runner: Runner,
  needs: Needs = { pythons: [], redis: false },
): Promise<Check[]> {
  const tools = Object.values(nativeTools).map((tool) => checkTool(tool, context));
  return [
    checkNode(runner.nodeVersion),
    checkUser(context, runner.uid),
    await checkCache(context.cacheDir, runner.cacheWhy),
    ...(await Promise.all(tools)),
    ...(needs.redis ? [await checkRedis(context)] : []),
    await checkGo(context),
    ...(await Promise.all(needs.pythons.map((need) => checkPython(need, context)))),
  ];
}

/** Whether the main job could start. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'missing');
}

/** @param version as process.version says it: v20.20.2 */
export function checkNode(version: string): Check {
  const plain = version.replace(/^v/, '');
  const fine = isAtLeast(plain, leastNode);
  return {
    name: 'node',
    state: fine ? 'found' : 'missing',
    version: plain,
    detail: fine ? 'runs this' : `older than ${leastNode}`,
    fix: fine ? null : `install Node ${leastNode} or newer (https://nodejs.org)`,
  };
}

function checkUser({ serviceUser }: ProvisionContext, uid: number): Check {
  const detail =
    serviceUser === null ? `uid ${uid}` : `root; Postgres and PgBouncer will run as uid ${serviceUser.uid}`;
  return { name: 'user', state: 'found', version: null, detail, fix: null };
}

async function checkCache(dir: string, why: string | null): Promise<Check> {
  let nearest = dir;
  while (!(await exists(nearest))) nearest = path.dirname(nearest);
  const writable = await access(nearest, constants.W_OK).then(
    () => true,
    () => false,
  );
  const place = why === null ? dir : `${dir} (${why})`;
  return {
    name: 'cache',
    state: writable ? 'found' : 'missing',
    version: null,
    detail: writable ? place : `${place}: cannot write to ${nearest}`,
    fix: writable ? null : 'set XDG_CACHE_HOME to a folder that you can write to',
  };
}

async function checkTool(tool: ToolSpec, context: ProvisionContext): Promise<Check> {
  const { name } = tool;
  try {
    const finding = await survey(tool, context);
    if (finding.state === 'fetchable')
      return { name, state: 'fetchable', version: null, detail: finding.from, fix: null };
    if (finding.state === 'absent')
      return { name, state: 'missing', version: null, detail: finding.why, fix: tool.hint };
    const { version, path: file, source } = finding.tool;
    return { name, state: 'found', version, detail: `${file} (${source})`, fix: null };
  } catch (error) {
    if (!(error instanceof PoolproofError)) throw error;
    return { name, state: 'missing', version: null, detail: error.message, fix: error.hint ?? tool.hint };
  }
}

/** Only k6 needs it, and only to be built: its absence alone stops nothing. */
async function checkGo(context: ProvisionContext): Promise<Check> {
  const go = await findGo(context);
  const detail = go?.path ?? 'none on PATH; only needed to build k6';
  return { name: 'go', state: go === null ? 'absent' : 'found', version: go?.version ?? null, detail, fix: null };
}

/** Only some arms need it: its absence stops no other. */
async function checkRedis(context: ProvisionContext): Promise<Check> {
  const check = await checkTool(redis, context);
  const users = 'for arms with {redisUrl}';
  if (check.state !== 'missing') return { ...check, detail: `${check.detail}, ${users}` };
  return { ...check, state: 'absent', detail: `${check.detail}; only needed ${users}` };
}

/** Only some apps need it: its absence stops nothing else. */
async function checkPython({ apps, requirements }: PythonNeed, context: ProvisionContext): Promise<Check> {
  const check = await checkTool(pythonWith(requirements), context);
  const users = `for --app ${apps.join(', ')}`;
  if (check.state !== 'missing') return { ...check, detail: `${check.detail}, ${users}` };
  return { ...check, state: 'absent', detail: `${check.detail}; only needed ${users}` };
}
