/** Which process a pid means, so that another one which got it later is never taken for ours. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { startTicksOf } from '../provision/process-identity.ts';

const pauseMs = 25;

/**
 * What names a process for good together with its pid: this boot and its start in clock ticks, or without /proc (macOS) the
 * second of its start. Null when there is no such process, or only a zombie.
 */
export async function identityOf(pid: number): Promise<string | null> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  if (boot === null) return await startedAt(pid);
  const ticks = startTicksOf(pid);
  return ticks === '-' ? null : `${boot.trim()}:${ticks}`;
}

async function startedAt(pid: number): Promise<string | null> {
  const shown = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false, env: { LC_ALL: 'C' } });
  return shown.failed || shown.stdout.trim() === '' ? null : shown.stdout.trim();
}

/** Whether this very process still runs. */
export async function isRunning({ pid, identity }: { pid: number; identity: string }): Promise<boolean> {
  return (await identityOf(pid)) === identity;
}

/** Waits until the process is gone; false when it still runs after the time. */
export async function untilGone(process: { pid: number; identity: string }, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (await isRunning(process)) {
    if (performance.now() > deadline) return false;
    await sleep(pauseMs);
  }
  return true;
}
