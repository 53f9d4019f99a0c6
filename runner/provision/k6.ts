/** k6 with the output `poolproof`: named by the user, kept in the cache, or built from k6/ with Go. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { exists, publish } from './cache.ts';
import { isAtLeast, runTool, versionIn } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { findOnPath, isExecutable, sha256OfFile } from './tool.ts';
import type { Finding, ProvidedTool, ProvisionContext, ToolSpec } from './tool.ts';

/** k6 v2 asks for it in its go.mod. */
const leastGo = '1.25';
/** All sources of k6 are compiled: a minute on two cores, more on a machine that is busy. */
const buildTimeoutMs = 15 * 60_000;
/** Part of the cache's key: another recipe is another binary. */
const buildArguments = ['build', '-trimpath', '-ldflags', '-s -w'] as const;
/** Static, from this module alone, with the Go that was looked at. */
const buildEnv = { CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: 'local' } as const;

export const k6: ToolSpec = {
  name: 'k6',
  sources: [named, cached, built],
  hint: `install Go ${leastGo} or newer (https://go.dev/dl), or set POOLPROOF_K6 to a k6 built from k6/`,
};

async function named(context: ProvisionContext): Promise<Finding> {
  const file = context.env['POOLPROOF_K6'];
  if (file === undefined || file === '') return { state: 'absent', why: 'POOLPROOF_K6 is not set' };
  if (!(await isExecutable(file))) {
    throw new PoolproofError('missing-tool', `POOLPROOF_K6 is ${file}, which is no executable file`, {
      hint: 'correct POOLPROOF_K6, or unset it to have k6 built',
    });
  }
  const extensions = await runTool(path.resolve(file), ['version'], { env: context.env });
  if (!extensions.includes('poolproof [output]')) {
    throw new PoolproofError('missing-tool', `POOLPROOF_K6 is ${file}, which lacks the output "poolproof"`, {
      hint: 'name a k6 that was built from k6/, or unset POOLPROOF_K6 to have it built',
    });
  }
  return { state: 'found', tool: await describeK6(path.resolve(file), 'POOLPROOF_K6', context) };
}

async function cached(context: ProvisionContext): Promise<Finding> {
  const file = await findCached(context, await findGo(context));
  if (file === null) return { state: 'absent', why: 'none in the cache that was built from these sources' };
  return { state: 'found', tool: await describeK6(file, 'cache', context) };
}

async function built(context: ProvisionContext): Promise<Finding> {
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

async function build(context: ProvisionContext, go: Go): Promise<ProvidedTool> {
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
    await describeK6(target, 'built', context);
    await publish(path.dirname(target), place);
  });
  return await describeK6(path.join(place, 'k6'), `built from k6/ with go ${go.version}`, context);
}

async function describeK6(file: string, source: string, context: ProvisionContext): Promise<ProvidedTool> {
  const version = versionIn(await runTool(file, ['version'], { env: context.env }));
  if (version === null) throw new PoolproofError('missing-tool', `${file} does not say a version: is it k6?`);
  return { path: file, version, source, sha256: await sha256OfFile(file) };
}
