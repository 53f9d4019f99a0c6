/** k6 with the output `poolproof`: built from k6/ with Go, and kept in the cache. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { exists, publish } from './cache.ts';
import { describeK6, type ProvidedK6 } from './k6-describe.ts';
import { markUsed, prune } from './prune.ts';
import { isAtLeast, runTool, versionIn } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { findOnPath } from './tool.ts';
import type { Finding, ProvisionContext } from './tool.ts';

/** k6 v2 asks for it in its go.mod. */
export const leastGo = '1.25';
/** All sources of k6 are compiled: a minute on two cores, more on a machine that is busy. */
const buildTimeoutMs = 15 * 60_000;
/** Part of the cache's key: another recipe is another binary. Git is not asked: it refuses a checkout of another user. */
const buildArguments = ['build', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w'] as const;
/** Static, from this module alone, with the Go that was looked at. */
const buildEnv = { CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: 'local' } as const;

/** One that was built from these sources before. */
export async function cached(context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  const file = await findCached(context, await findGo(context));
  if (file === null) return { state: 'absent', why: 'none in the cache that was built from these sources' };
  await markUsed(path.dirname(file));
  return { state: 'found', tool: await describeK6(file, () => sourceOf(path.dirname(file)), context) };
}

/** One to be built from them. */
export async function built(context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  const go = await findGo(context);
  if (go === null) return { state: 'absent', why: 'no go on PATH to build it with' };
  if (!isAtLeast(go.version, leastGo)) return { state: 'absent', why: `go ${go.version} is older than ${leastGo}` };
  if (!(await exists(sourceDir(context)))) return { state: 'absent', why: `no sources in ${sourceDir(context)}` };
  return {
    state: 'fetchable',
    from: `built from k6/ with go ${go.version} (about a minute, once)`,
    fetch: () => build(context, go),
  };
}

interface Go {
  readonly path: string;
  readonly version: string;
}

/** The Go on PATH; null when there is none. */
export async function findGo(context: ProvisionContext): Promise<Go | null> {
  const file = await findOnPath('go', context.env);
  if (file === null) return null;
  const env = { ...context.env, ...buildEnv };
  const version = versionIn(await runTool(file, ['env', 'GOVERSION'], { env, cwd: context.packageRoot }));
  return version === null ? null : { path: file, version };
}

function sourceDir(context: ProvisionContext): string {
  return path.join(context.packageRoot, 'k6');
}

/** Without Go any build of the same sources serves; with it, only that Go's. */
async function findCached(context: ProvisionContext, go: Go | null): Promise<string | null> {
  if (!(await exists(sourceDir(context)))) return null;
  const parent = path.join(context.cacheDir, 'k6');
  const sources = await hashSources(sourceDir(context));
  const names = (await exists(parent)) ? await readdir(parent) : [];
  const name =
    go === null ? names.toSorted().findLast((each) => each.startsWith(`${sources}-`)) : `${sources}-go${go.version}`;
  if (name === undefined || !names.includes(name)) return null;
  return path.join(parent, name, 'k6');
}

/** SHA-256 over the recipe, the names and the contents of everything that is compiled. */
export async function hashSources(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .toSorted();
  const hash = createHash('sha256').update(JSON.stringify([buildArguments, buildEnv, process.platform, process.arch]));
  for (const file of files) {
    const text = await readFile(path.join(dir, file));
    hash.update(`\0${file}\0${text.length}\0`).update(text);
  }
  return hash.digest('hex').slice(0, 24);
}

function isSource(name: string): boolean {
  return name === 'go.mod' || name === 'go.sum' || (name.endsWith('.go') && !name.endsWith('_test.go'));
}

async function build(context: ProvisionContext, go: Go): Promise<ProvidedK6> {
  const sources = await hashSources(sourceDir(context));
  const place = path.join(context.cacheDir, 'k6', `${sources}-go${go.version}`);
  await withScratch(context.cacheDir, async (scratch) => {
    const target = path.join(scratch, 'build', 'k6');
    await runTool(go.path, [...buildArguments, '-o', target, '.'], {
      env: { ...context.env, ...buildEnv },
      cwd: sourceDir(context),
      timeoutMs: buildTimeoutMs,
      signal: context.signal,
      hint: 'see the output above; when modules cannot be downloaded, check GOPROXY and the network',
    });
    await describeK6(target, () => 'built', context);
    await publish(path.dirname(target), place);
    await prune(path.dirname(place), path.join(scratch, 'pruned'));
  });
  return await describeK6(path.join(place, 'k6'), () => sourceOf(place), context);
}

/** The same for a build of just now and one from the cache; the place in the cache says which Go it was. */
function sourceOf(place: string): string {
  return `built from k6/ with ${path.basename(place).replace(/^.*-go/, 'go ')}`;
}
