/** A server that is installed, kept in the cache, or unpacked there from Debian's or Ubuntu's packages. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { libraryEnv, unpackFromApt } from './apt.ts';
import { exists, publish } from './cache.ts';
import { runTool, versionIn } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { firstBarrier } from './service-user.ts';
import { findOnPath, foundIfRuns, isExecutable, sha256OfFile, whereOnPath } from './tool.ts';
import type { Finding, ProvidedTool, ProvisionContext, Source } from './tool.ts';

interface AptTool {
  /** The program's own, on PATH. */
  readonly name: string;
  /** As a person writes it. */
  readonly title: string;
  /** The first has the program; all are unpacked. */
  readonly packages: readonly [string, ...string[]];
  /** Within its package. */
  readonly program: string;
  /** The oldest that is used right. */
  readonly leastVersion: string;
}

interface AptSources {
  readonly installed: Source;
  readonly cached: Source;
  readonly fromApt: Source;
  /** Found when the file runs, is new enough and can be reached by who will run it. */
  usable(file: string, source: string, context: ProvisionContext): Promise<Finding>;
}

/** Where such a tool is looked for, in order of preference. */
export function aptSources(tool: AptTool): AptSources {
  return {
    installed: (context) => installed(tool, context),
    cached: (context) => cached(tool, context),
    fromApt: (context) => fromApt(tool, context),
    usable: (file, source, context) => usable(tool, file, source, context),
  };
}

async function installed(tool: AptTool, context: ProvisionContext): Promise<Finding> {
  // By the name it has there, links unresolved: some programs look at the name that they are called by.
  const file = await whereOnPath(tool.name, context.env, ['/usr/sbin', '/usr/local/sbin']);
  if (file === null) return { state: 'absent', why: 'none on PATH or in /usr/sbin' };
  return await usable(tool, file, 'PATH', context);
}

async function cached(tool: AptTool, context: ProvisionContext): Promise<Finding> {
  const place = await placeInCache(tool, context);
  if (!(await exists(place))) return { state: 'absent', why: 'none in the cache' };
  return await usable(tool, path.join(place, tool.program), 'cache', context, await libraryEnv(place));
}

async function fromApt(tool: AptTool, context: ProvisionContext): Promise<Finding> {
  const programs = await Promise.all(['apt-get', 'dpkg-deb', 'ldd'].map((name) => findOnPath(name, context.env)));
  if (programs.includes(null)) return { state: 'absent', why: 'no apt-get to download it with' };
  return {
    state: 'fetchable',
    from: 'downloaded by apt-get and unpacked into the cache (no root needed)',
    fetch: () => download(tool, context),
  };
}

async function download(tool: AptTool, context: ProvisionContext): Promise<ProvidedTool> {
  const place = await placeInCache(tool, context);
  const { packages, program } = tool;
  await withScratch(context.cacheDir, async (scratch) => {
    const unpacked = path.join(scratch, 'unpacked');
    const { env, signal } = context;
    await unpackFromApt({ packages, program, scratch, unpacked, env, signal });
    await describe(tool, path.join(unpacked, program), 'apt', context, await libraryEnv(unpacked));
    await publish(unpacked, place);
  });
  return await describe(tool, path.join(place, program), 'apt-get download', context, await libraryEnv(place));
}

/** Packages of one release do not run on another. */
async function placeInCache({ name }: AptTool, context: ProvisionContext): Promise<string> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string): string =>
    new RegExp(`^${key}="?([\\w.-]+)`, 'm').exec(osRelease)?.[1]?.toLowerCase() ?? 'unknown';
  return path.join(context.cacheDir, name, `${value('ID')}-${value('VERSION_ID')}-${process.arch}`);
}

async function usable(
  tool: AptTool,
  file: string,
  source: string,
  context: ProvisionContext,
  env: Record<string, string> = {},
): Promise<Finding> {
  if (!(await isExecutable(file))) return { state: 'absent', why: `${file} is no executable file` };
  const barrier = await firstBarrier(path.dirname(file), context.serviceUser);
  if (barrier !== null)
    return { state: 'absent', why: `${file}: user ${context.serviceUser?.uid} cannot pass through ${barrier}` };
  return await foundIfRuns(() => describe(tool, file, source, context, env), tool.leastVersion);
}

async function describe(
  { title }: AptTool,
  file: string,
  source: string,
  context: ProvisionContext,
  env: Record<string, string>,
): Promise<ProvidedTool> {
  const version = versionIn(await runTool(file, ['--version'], { env: { ...context.env, ...env } }));
  if (version === null) throw new PoolproofError('missing-tool', `${file} does not say a version: is it ${title}?`);
  return { path: file, version, source, sha256: await sha256OfFile(file), env };
}
