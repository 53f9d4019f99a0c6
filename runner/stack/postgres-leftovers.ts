/** What a postmaster that was killed leaves behind: backends in the middle of a query, and a segment of shared memory. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { ServiceUser } from '../provision/service-user.ts';

const pauseMs = 50;
const goneWithinMs = 5000;

/** Ends every process that runs in the data directory and frees the shared memory. Does nothing where there is no /proc. */
export async function endLeftovers(dataDir: string, user: ServiceUser | null): Promise<void> {
  const deadline = performance.now() + goneWithinMs;
  let left = await processesIn(dataDir);
  while (left.length > 0 && performance.now() < deadline) {
    left.forEach(kill);
    await sleep(pauseMs);
    left = await processesIn(dataDir);
  }
  const shared = sharedMemoryId(await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8').catch(() => ''));
  if (shared !== null) await execa('ipcrm', ['-m', shared], { cwd: '/', reject: false, ...user });
}

/** The seventh line of postmaster.pid: key and id of the shared memory (src/include/utils/pidfile.h). */
export function sharedMemoryId(pidFile: string): string | null {
  return /^\s*\d+\s+(\d+)\s*$/.exec(pidFile.split('\n')[6] ?? '')?.[1] ?? null;
}

async function processesIn(dir: string): Promise<number[]> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const cwds = await Promise.all(names.map((name) => readlink(`/proc/${name}/cwd`).catch(() => null)));
  return names.filter((_, index) => cwds[index] === dir).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in the meantime.
  }
}
