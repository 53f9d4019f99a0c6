/** What a postmaster that was killed leaves behind: backends in the middle of a query, and shared memory. */
import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';

const pauseMs = 50;
const goneWithinMs = 5000;
const recoveryWithinMs = 30_000;

/** Ends every process that runs in the data directory, where /proc tells them, and frees the shared memory. */
export async function endLeftovers(
  tool: Pick<ProvidedTool, 'path' | 'env'>,
  dataDir: string,
  user: ServiceUser | null,
): Promise<void> {
  const deadline = performance.now() + goneWithinMs;
  let left = await processesIn(dataDir);
  while (left.length > 0 && performance.now() < deadline) {
    left.forEach(kill);
    await sleep(pauseMs);
    left = await processesIn(dataDir);
  }
  // Only Postgres knows which segments were its own: it frees them at the next start. This one ends with its input.
  await execa(tool.path, ['--single', '-D', dataDir, 'postgres'], {
    cwd: dataDir,
    env: { ...tool.env, PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    extendEnv: false,
    input: '',
    reject: false,
    timeout: recoveryWithinMs,
    ...user,
  });
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
