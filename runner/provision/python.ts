/** For apps in Python: an interpreter of this machine, and an environment in the cache with what the app's requirements pin. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, PoolproofError } from '../errors.ts';
import { exists, publish } from './cache.ts';
import { isAtLeast, runTool } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import { findOnPath, sha256OfFile } from './tool.ts';
import type { Finding, ProvidedTool, ProvisionContext, ToolSpec } from './tool.ts';

/** What Django 5.2 asks for. */
const leastPython = '3.10';
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'] as const;
const hint = `install Python ${leastPython} or newer with its venv module; on Debian and Ubuntu: apt-get install python3-venv`;

const makeTimeoutMs = 2 * 60_000;
const installTimeoutMs = 10 * 60_000;

/** Asked of the interpreter itself: what is on PATH may be a script that chooses one by the environment. */
const question =
  'import importlib.util as u, json, platform, sys; print(json.dumps({"path": sys.executable, ' +
  '"version": platform.python_version(), "hasVenv": all(map(u.find_spec, ("venv", "ensurepip")))}))';
const interpreterSchema = z.object({ path: z.string(), version: z.string(), hasVenv: z.boolean() });
type Interpreter = z.infer<typeof interpreterSchema>;

/** The interpreter with an app's requirements. @param requirements a file of pinned packages with hashes, absolute */
export function pythonWith(requirements: string): ToolSpec {
  return { name: 'python', sources: [(context) => environment(requirements, context)], hint };
}

async function environment(requirements: string, context: ProvisionContext): Promise<Finding> {
  const interpreter = await findInterpreter(context);
  if (typeof interpreter === 'string') return { state: 'absent', why: interpreter };
  const place = path.join(context.cacheDir, 'python', await keyOf(interpreter, requirements));
  const describe = (): Promise<ProvidedTool> => describeEnvironment(place, interpreter, requirements);
  if (await exists(executableIn(place))) return { state: 'found', tool: await describe() };
  return {
    state: 'fetchable',
    from: `${path.basename(requirements)} installed for Python ${interpreter.version} (once)`,
    fetch: async () => {
      await install(interpreter, requirements, place, context);
      return await describe();
    },
  };
}

/** The first interpreter that will do; else why none does. */
async function findInterpreter(context: ProvisionContext): Promise<Interpreter | string> {
  const whys: string[] = [];
  for (const name of names) {
    const file = await findOnPath(name, context.env);
    const found = file === null ? null : await ask(file, context);
    if (found === null) continue;
    const why = typeof found === 'string' ? found : unfit(found);
    if (typeof found !== 'string' && why === null) return found;
    if (why !== null && !whys.includes(why)) whys.push(why);
  }
  return whys.length === 0 ? 'no python3 on PATH' : whys.join('; ');
}

async function ask(file: string, { env }: ProvisionContext): Promise<Interpreter | string> {
  try {
    return interpreterSchema.parse(JSON.parse(await runTool(file, ['-c', question], { env: cleanEnv(env) })));
  } catch (error) {
    return `${file} does not run: ${messageOf(error)}`;
  }
}

function unfit({ path: file, version, hasVenv }: Interpreter): string | null {
  if (!isAtLeast(version, leastPython)) return `${file} is ${version}, older than ${leastPython}`;
  return hasVenv ? null : `${file} (${version}) cannot make environments: it has no venv or no ensurepip`;
}

/** Equal keys mean equal content: the same packages for the same interpreter. */
async function keyOf({ path: file, version }: Interpreter, requirements: string): Promise<string> {
  const text = await readRequirements(requirements);
  const parts = [file, version, process.platform, process.arch, text];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

async function readRequirements(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new PoolproofError('config', `cannot read the app's requirements: ${messageOf(cause)}`, {
      hint: 'python.requirements of the app is relative to poolproof.config.ts, or to the arm’s own app.cwd',
      cause,
    });
  }
}

/** Whole or not at all: made in a scratch folder and then moved, which an environment survives (its programs are run with -m). */
async function install(
  interpreter: Interpreter,
  requirements: string,
  place: string,
  context: ProvisionContext,
): Promise<void> {
  const env = cleanEnv(context.env);
  const { signal } = context;
  await withScratch(context.cacheDir, async (scratch) => {
    const target = path.join(scratch, 'python');
    await runTool(interpreter.path, ['-m', 'venv', target], { env, timeoutMs: makeTimeoutMs, hint, signal });
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      '--only-binary',
      ':all:',
    ];
    await runTool(executableIn(target), [...pip, '--require-hashes', '-r', requirements], {
      env,
      timeoutMs: installTimeoutMs,
      hint: 'see the output above; when packages cannot be downloaded, check the network and pip’s own configuration',
      signal,
    });
    await publish(target, place);
  });
}

async function describeEnvironment(
  place: string,
  { version }: Interpreter,
  requirements: string,
): Promise<ProvidedTool> {
  return {
    path: executableIn(place),
    version,
    source: `Python ${version} of this machine with ${path.basename(requirements)}`,
    sha256: await sha256OfFile(requirements),
  };
}

function executableIn(place: string): string {
  return path.join(place, 'bin', 'python');
}

/** Without what would lead an interpreter to other packages than its own. */
function cleanEnv(env: ProvisionContext['env']): ProvisionContext['env'] {
  return { ...env, PYTHONHOME: undefined, PYTHONPATH: undefined, VIRTUAL_ENV: undefined };
}
