import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provide, survey } from './provide.ts';
import { pythonWith } from './python.ts';
import type { ProvisionContext } from './tool.ts';

let dir: string;
let requirements: string;
let context: ProvisionContext;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-python-'));
  requirements = path.join(dir, 'requirements.txt');
  await writeFile(requirements, 'django==5.2 --hash=sha256:0\n');
  const cacheDir = path.join(dir, 'cache');
  context = { env: { PATH: dir }, cacheDir, packageRoot: dir, serviceUser: null, log: () => {} };
});
afterEach(() => rm(dir, { recursive: true }));

/** A stand-in that answers what it is asked, makes environments with itself as their interpreter, and installs as told. */
async function writePython(name: string, version: string, { hasVenv = true, pip = 'exit 0' } = {}): Promise<void> {
  const answer = JSON.stringify({ path: path.join(dir, name), version, hasVenv });
  const script = `#!/bin/sh
case "$2" in
  import*) echo '${answer}' ;;
  venv) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;;
  pip) ${pip} ;;
esac
`;
  await writeFile(path.join(dir, name), script, { mode: 0o755 });
}

describe('the interpreter', () => {
  it('is missed when there is none, and the command that mends it is named', async () => {
    await expect(provide(pythonWith(requirements), context)).rejects.toMatchObject({
      code: 'missing-tool',
      exitCode: 4,
      message: 'no python: no python3 on PATH',
      hint: expect.stringContaining('apt-get install python3-venv'),
    });
  });

  it.each([
    ['3.9.18', true, 'python3 is 3.9.18, older than 3.10'],
    ['3.11.2', false, 'python3 (3.11.2) cannot make environments: it has no venv or no ensurepip'],
  ])('%s, with venv: %s, does not do', async (version, hasVenv, why) => {
    await writePython('python3', version, { hasVenv });
    const finding = await survey(pythonWith(requirements), context);
    expect(finding).toEqual({ state: 'absent', why: path.join(dir, why) });
  });

  it('may have another name than python3', async () => {
    await writePython('python3', '3.9.18');
    await writePython('python3.12', '3.12.4');
    expect(await survey(pythonWith(requirements), context)).toMatchObject({
      state: 'fetchable',
      from: 'requirements.txt installed for Python 3.12.4 (once)',
    });
  });

  it('that does not run is passed over', async () => {
    await writeFile(path.join(dir, 'python3'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    expect(await survey(pythonWith(requirements), context)).toMatchObject({
      state: 'absent',
      why: expect.stringContaining('does not run'),
    });
  });
});

describe('the environment', () => {
  it('is made once for the same requirements, and anew for others', async () => {
    await writePython('python3', '3.12.4');
    const first = await provide(pythonWith(requirements), context);
    expect(first).toMatchObject({
      version: '3.12.4',
      source: 'Python 3.12.4 of this machine with requirements.txt',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await survey(pythonWith(requirements), context)).toEqual({ state: 'found', tool: first });
    await writeFile(requirements, 'django==5.2.1 --hash=sha256:0\n');
    expect((await survey(pythonWith(requirements), context)).state).toBe('fetchable');
  });

  it('leaves nothing half made when the packages cannot be had', async () => {
    await writePython('python3', '3.12.4', { pip: 'echo no such package >&2; exit 1' });
    await expect(provide(pythonWith(requirements), context)).rejects.toMatchObject({
      code: 'missing-tool',
      logTail: 'no such package',
      hint: expect.stringContaining('network'),
    });
    expect(await readdir(context.cacheDir)).toEqual(['scratch']);
    expect(await readdir(path.join(context.cacheDir, 'scratch'))).toEqual([]);
  });

  it('names requirements that are not there', async () => {
    await writePython('python3', '3.12.4');
    const gone = provide(pythonWith(path.join(dir, 'gone.txt')), context);
    await expect(gone).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('gone.txt') });
  });
});
