import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTicksOf } from './provision/process-identity.ts';
import { isAlive, makeTestFolder, removeTestFolder } from './stack/testing/harness.ts';
import { wardenScript } from './warden-script.ts';
import { startGuard } from './warden.ts';

let dir: string;
let children: ChildProcess[];
beforeEach(async () => {
  dir = await makeTestFolder();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await removeTestFolder(dir);
});

/** The leader of a group of its own, which lives for a minute. */
function startGroup(script = 'exec sleep 60'): number {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

async function runScript(...lines: string[]): Promise<void> {
  await execa('/bin/sh', ['-c', wardenScript], { input: lines.map((line) => `${line}\n`).join('') });
}

describe('the warden', () => {
  it('ends what is left when its input ends, and nothing else', async () => {
    const [left, dropped, anothers] = [startGroup(), startGroup(), startGroup()];
    const folder = path.join(dir, 'with  two spaces and $HOME');
    await mkdir(path.join(folder, 'deep'), { recursive: true });
    await runScript(
      `add ${left} ${startTicksOf(left)} KILL`,
      `add ${dropped} ${startTicksOf(dropped)} KILL`,
      `add ${anothers} 1 KILL`,
      `dir ${folder}`,
      `drop ${dropped}`,
    );
    expect([left, dropped, anothers].map(isAlive)).toEqual([false, true, true]);
    expect(await readdir(dir)).toEqual([]);
  });

  it('leaves a folder that it was told to keep, and removes those around it', async () => {
    const folders = ['a', 'b with blanks', 'c'].map((name) => path.join(dir, name));
    await Promise.all(folders.map((folder) => mkdir(folder)));
    await runScript(...folders.map((folder) => `dir ${folder}`), `keep ${folders[1]}`);
    expect(await readdir(dir)).toEqual(['b with blanks']);
  });

  it('removes a folder that is known by a file in it, but not when another has taken its place', async () => {
    const still = path.join(dir, 'still its own');
    const taken = path.join(dir, 'taken');
    const kept = path.join(dir, 'kept');
    await Promise.all([still, taken, kept].map((folder) => mkdir(path.join(folder, 'deep'), { recursive: true })));
    await Promise.all([still, kept].map((folder) => writeFile(path.join(folder, 'owner 1'), '')));
    await writeFile(path.join(taken, 'owner 2'), '');
    await runScript(
      ...[still, taken, kept].map((folder) => `own ${path.join(folder, 'owner 1')}`),
      `keep own ${path.join(kept, 'owner 1')}`,
    );
    expect((await readdir(dir)).toSorted()).toEqual(['kept', 'taken']);
    expect((await readdir(taken)).toSorted()).toEqual(['deep', 'owner 2']);
  });

  it('ends the whole group, also what ignores the first signal', { timeout: 30_000 }, async () => {
    const pidFile = path.join(dir, 'pid');
    const stubborn = startGroup(`trap '' QUIT; sleep 60 & echo $! > ${pidFile}; wait`);
    const child = await vi.waitFor(
      async () => Number(await readFile(pidFile, 'utf8')) || Promise.reject(new Error('not yet')),
    );
    await runScript(`add ${stubborn} ${startTicksOf(stubborn)} QUIT`);
    await vi.waitFor(() => expect([stubborn, child].map(isAlive)).toEqual([false, false]), { timeout: 5000 });
  });
});

describe('startGuard', () => {
  it('ends what is still registered when it is closed, twice or not', async () => {
    const guard = await startGuard(dir);
    const [registered, released] = [startGroup(), startGroup()];
    const other = path.join(dir, 'other');
    await mkdir(other);
    guard.register({ pid: registered });
    guard.register({ pid: released });
    guard.release(released);
    guard.removeOnDeath(other);
    await Promise.all([guard.close(), guard.close()]);
    expect([registered, released].map(isAlive)).toEqual([false, true]);
    expect(await readdir(dir)).toEqual(['scratch']);
    expect(await readdir(path.join(dir, 'scratch'))).toEqual([]);
    guard.release(registered);
  });
});
