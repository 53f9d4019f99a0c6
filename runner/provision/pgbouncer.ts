/** PgBouncer: named by the user, installed, kept in the cache, or unpacked there from Debian's or Ubuntu's packages. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { libraryEnv, unpackFromApt } from './apt.ts';
import { exists, publish } from './cache.ts';
import { runTool, versionIn } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { firstBarrier } from './service-user.ts';
import { findOnPath, foundIfRuns, isExecutable, sha256OfFile } from './tool.ts';
import type { Finding, ProvidedTool, ProvisionContext, ToolSpec } from './tool.ts';

/** The oldest whose console and messages are read right. */
const leastVersion = '1.17';
const programInPackage = 'usr/sbin/pgbouncer';

export const pgbouncer: ToolSpec = {
  name: 'pgbouncer',
  sources: [named, installed, cached, fromApt],
  hint: 'sudo apt-get install pgbouncer, or brew install pgbouncer, or set POOLPROOF_PGBOUNCER to its program',
};

async function named(context: ProvisionContext): Promise<Finding> {
  const file = context.env['POOLPROOF_PGBOUNCER'];
  if (file === undefined || file === '') return { state: 'absent', why: 'POOLPROOF_PGBOUNCER is not set' };
  const finding = await usable(path.resolve(file), 'POOLPROOF_PGBOUNCER', context);
  if (finding.state !== 'absent') return finding;
  throw new PoolproofError('missing-tool', `POOLPROOF_PGBOUNCER: ${finding.why}`, {
    hint: 'correct POOLPROOF_PGBOUNCER, or unset it',
  });
}

async function installed(context: ProvisionContext): Promise<Finding> {
  const file = await findOnPath('pgbouncer', context.env, ['/usr/sbin', '/usr/local/sbin']);
  if (file === null) return { state: 'absent', why: 'none on PATH or in /usr/sbin' };
  return await usable(file, 'PATH', context);
}

async function cached(context: ProvisionContext): Promise<Finding> {
  const place = await placeInCache(context);
  if (!(await exists(place))) return { state: 'absent', why: 'none in the cache' };
  return await usable(path.join(place, programInPackage), 'cache', context, await libraryEnv(place));
}

async function fromApt(context: ProvisionContext): Promise<Finding> {
  const programs = await Promise.all(['apt-get', 'dpkg-deb', 'ldd'].map((name) => findOnPath(name, context.env)));
  if (programs.includes(null)) return { state: 'absent', why: 'no apt-get to download it with' };
  return {
    state: 'fetchable',
    from: 'downloaded by apt-get and unpacked into the cache (no root needed)',
    fetch: () => download(context),
  };
}

async function download(context: ProvisionContext): Promise<ProvidedTool> {
  const place = await placeInCache(context);
  await withScratch(context.cacheDir, async (scratch) => {
    const unpacked = path.join(scratch, 'unpacked');
    const { env, signal } = context;
    await unpackFromApt({ packageName: 'pgbouncer', program: programInPackage, scratch, unpacked, env, signal });
    await describe(path.join(unpacked, programInPackage), 'apt', context, await libraryEnv(unpacked));
    await publish(unpacked, place);
  });
  return await describe(path.join(place, programInPackage), 'apt-get download', context, await libraryEnv(place));
}

/** Packages of one release do not run on another. */
async function placeInCache(context: ProvisionContext): Promise<string> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string): string =>
    new RegExp(`^${key}="?([\\w.-]+)`, 'm').exec(osRelease)?.[1]?.toLowerCase() ?? 'unknown';
  return path.join(context.cacheDir, 'pgbouncer', `${value('ID')}-${value('VERSION_ID')}-${process.arch}`);
}

async function usable(
  file: string,
  source: string,
  context: ProvisionContext,
  env: Record<string, string> = {},
): Promise<Finding> {
  if (!(await isExecutable(file))) return { state: 'absent', why: `${file} is no executable file` };
  const barrier = await firstBarrier(path.dirname(file), context.serviceUser);
  if (barrier !== null)
    return { state: 'absent', why: `${file}: user ${context.serviceUser?.uid} cannot pass through ${barrier}` };
  return await foundIfRuns(() => describe(file, source, context, env), leastVersion);
}

async function describe(
  file: string,
  source: string,
  context: ProvisionContext,
  env: Record<string, string>,
): Promise<ProvidedTool> {
  const version = versionIn(await runTool(file, ['--version'], { env: { ...context.env, ...env } }));
  if (version === null) throw new PoolproofError('missing-tool', `${file} does not say a version: is it PgBouncer?`);
  return { path: file, version, source, sha256: await sha256OfFile(file), env };
}
