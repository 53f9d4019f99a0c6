/** Gets a program and the libraries it misses out of Debian's or Ubuntu's packages, without root and without installing. */
import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { PoolproofError } from '../errors.ts';
import { makeFolder } from './cache.ts';
import { runTool } from './run-tool.ts';

/** Lists of packages are tens of megabytes; a slow mirror takes minutes. */
const aptTimeoutMs = 5 * 60_000;
/** Libraries of libraries of libraries. */
const mostRounds = 3;

interface Request {
  /** The first has the program, and needs the others beside libraries. */
  readonly packages: readonly [string, ...string[]];
  /** The program's path within its package. */
  readonly program: string;
  /** An empty folder for lists and packages. */
  readonly scratch: string;
  /** Where the files go; made here. */
  readonly unpacked: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Unpacks packages, then, as long as ldd misses a library, the libraries that they depend on.
 * apt checks what it downloads against the distribution's signed lists.
 * @throws PoolproofError `missing-tool` when a package cannot be downloaded or a library stays missing
 */
export async function unpackFromApt(request: Request): Promise<void> {
  const apt = await prepareApt(request);
  await makeFolder(request.unpacked);
  let wanted: readonly string[] = request.packages;
  const tried = new Set<string>();
  let missing: string[] = [];
  for (let round = 0; round <= mostRounds; round += 1) {
    const depends = await Promise.all((await apt.download(wanted)).map((file) => unpack(file, request)));
    wanted.forEach((name) => tried.add(name));
    missing = await missingLibraries(path.join(request.unpacked, request.program), request);
    wanted = await apt.missing(depends.flat().filter((name) => !tried.has(name)));
    if (missing.length === 0 || wanted.length === 0) break;
  }
  await execa('chmod', ['-R', 'a+rX,go-w', request.unpacked]);
  if (missing.length === 0) return;
  throw new PoolproofError('missing-tool', `${request.packages[0]} needs ${missing.join(', ')}, which no package has`, {
    hint: `sudo apt-get install ${request.packages[0]}`,
  });
}

interface Apt {
  /** Downloads packages and returns their files. */
  download(packages: readonly string[]): Promise<string[]>;
  /** Those of the names that are packages, and not installed. */
  missing(packages: readonly string[]): Promise<string[]>;
}

/** Uses the system's lists of packages; when they are empty or too old for the mirror, lists of our own. */
async function prepareApt(request: Request): Promise<Apt> {
  const dirs = ['lists/partial', 'cache/archives/partial', 'packages'].map((dir) => path.join(request.scratch, dir));
  await Promise.all(dirs.map((dir) => mkdir(dir, { recursive: true })));
  // Without a sandbox user apt does not complain that it may not enter our folder.
  const common = ['-q', '-o', `Dir::Cache=${path.join(request.scratch, 'cache')}`, '-o', 'APT::Sandbox::User='];
  const ownLists = [...common, '-o', `Dir::State::lists=${path.join(request.scratch, 'lists')}`];
  const packagesDir = path.join(request.scratch, 'packages');
  const run = (program: string, options: readonly string[], args: readonly string[]): Promise<string> =>
    runTool(program, [...options, ...args], {
      env: request.env,
      cwd: packagesDir,
      timeoutMs: aptTimeoutMs,
      signal: request.signal,
      hint: `sudo apt-get install ${request.packages[0]}`,
    });
  let options = common;
  await run('apt-get', common, ['download', ...request.packages]).catch(async () => {
    request.signal?.throwIfAborted();
    await run('apt-get', ownLists, ['update']);
    options = ownLists;
  });
  return {
    async download(packages) {
      const before = await readdir(packagesDir);
      const asked = packages.filter((name) => !before.some((file) => file.startsWith(`${name}_`)));
      if (asked.length > 0) await run('apt-get', options, ['download', ...asked]);
      const files = await readdir(packagesDir);
      return files
        .filter((file) => packages.some((name) => file.startsWith(`${name}_`)))
        .map((file) => path.join(packagesDir, file));
    },
    async missing(packages) {
      if (packages.length === 0) return [];
      const shown = await run('apt-cache', options, ['policy', ...new Set(packages)]);
      return parsePolicy(shown);
    },
  };
}

/** Unpacks one package file and returns the libraries it depends on. */
async function unpack(file: string, request: Request): Promise<string[]> {
  await runTool('dpkg-deb', ['-x', file, request.unpacked], { env: request.env, timeoutMs: aptTimeoutMs });
  // dpkg-deb gives the folder the mode of the package's root.
  await chmod(request.unpacked, 0o755);
  return parseDepends(await runTool('dpkg-deb', ['-f', file, 'Depends'], { env: request.env }));
}

/** The libraries in a Depends field, alternatives included; not the C library, which is always there and never mixed. */
export function parseDepends(field: string): string[] {
  return field
    .split(/[,|]/)
    .map((clause) => clause.trim().split(/[\s:(]/)[0] ?? '')
    .filter((name) => name.startsWith('lib') && name !== 'libc6');
}

/** Names that `apt-cache policy` shows as not installed but to be had: the system's own libraries go first. */
export function parsePolicy(shown: string): string[] {
  return [...shown.matchAll(/^(\S+):\n {2}Installed: \(none\)\n {2}Candidate: (.*)$/gm)]
    .filter(([, , candidate]) => candidate !== '(none)')
    .map(([, name]) => name ?? '');
}

async function missingLibraries(program: string, request: Request): Promise<string[]> {
  const env = { ...request.env, ...(await libraryEnv(request.unpacked)) };
  return parseLdd(await runTool('ldd', [program], { env }));
}

/** Libraries that ldd did not find. */
export function parseLdd(shown: string): string[] {
  return [...shown.matchAll(/^\s*(\S+) => not found$/gm)].map(([, library]) => library ?? '');
}

/** Every folder of the unpacked packages that holds shared libraries. */
export async function libraryEnv(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const dirs = entries.filter((entry) => /\.so(\.|$)/.test(entry.name)).map((entry) => entry.parentPath);
  return dirs.length === 0 ? {} : { LD_LIBRARY_PATH: [...new Set(dirs)].toSorted().join(':') };
}
