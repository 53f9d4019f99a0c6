/** What a run must not leave behind, and what it must. For end-to-end tests. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { chooseCacheDir } from '../provision/cache.ts';
import { findServiceUser } from '../provision/service-user.ts';
import { processesOf, until } from './cli.ts';

/** Ports on which the processes of a run listen now. Where there is no /proc, none are seen. */
export async function portsOf(runnerPid: number): Promise<number[]> {
  const pids = (await processesOf(runnerPid)).map(({ pid }) => pid);
  const sockets = new Set((await Promise.all(pids.map(socketsOf))).flat());
  return (await listening()).filter(({ inode }) => sockets.has(inode)).map(({ port }) => port);
}

async function socketsOf(pid: number): Promise<string[]> {
  const dir = `/proc/${pid}/fd`;
  const names = await readdir(dir).catch((): string[] => []);
  const targets = await Promise.all(names.map((name) => readlink(path.join(dir, name)).catch(() => '')));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

/** /proc/net/tcp: local address in column 2, state in 4 (0A: listening), inode in 10. */
async function listening(): Promise<{ port: number; inode: string }[]> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === '0A' ? [{ port: parseInt(local.split(':')[1] ?? '', 16), inode }] : [];
  });
}

/**
 * No process, port or scratch folder of the run is left, nor its database, which lives in the scratch folder.
 * @param ports that it held
 * @param withinMs for a run whose watchdog clears up after it; otherwise all is gone when the runner is
 */
export async function expectNothingLeft(runnerPid: number, ports: readonly number[], withinMs = 0): Promise<void> {
  let left: unknown[] = [];
  const isClear = async () => (left = await leftOf(runnerPid, ports)).length === 0;
  await until(isClear, withinMs, () => `still there: ${JSON.stringify(left)}`);
}

async function leftOf(runnerPid: number, ports: readonly number[]): Promise<unknown[]> {
  const held = (await listening()).map(({ port }) => port).filter((port) => ports.includes(port));
  const { dir } = await chooseCacheDir(process.env, os.homedir(), await findServiceUser(process.getuid?.() ?? -1));
  const scratch = await readdir(path.join(dir, 'scratch'));
  return [...(await processesOf(runnerPid)), ...held, ...scratch.filter((name) => name.startsWith(`${runnerPid}.`))];
}

/** The run's first segment broke off for this reason, and nothing was judged from it. */
export async function expectBrokenOff(out: string, reason: RegExp): Promise<void> {
  const [first = ''] = await readdir(path.join(out, 'segments'));
  expect(await jsonOf(path.join(out, 'segments', first, 'segment.json'))).toMatchObject({
    status: 'partial',
    reason: expect.stringMatching(reason),
  });
  expect(await jsonOf(path.join(out, 'verdict.json'))).toMatchObject({
    verdict: 'INCONCLUSIVE',
    blocks: { whole: 0 },
  });
  expect(await readdir(out)).toContain('report.html');
}

async function jsonOf(file: string): Promise<unknown> {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  return value;
}
