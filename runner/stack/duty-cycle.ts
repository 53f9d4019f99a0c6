/** Holds an app to a share of the time: how an A/A run takes processor time from it, without root and cgroups. */

import { injectionEnv } from '../model/aa.ts';
import type { Arm } from '../model/config.ts';

/** Shorter than what a request takes, so that it is slowed evenly and not held up now and then. */
const periodMs = 10;

/**
 * Holds the app to the share that the arm's environment names, or lets it be.
 * @returns what lets it run again for good
 */
export function holdToShare(pid: number, { env }: Arm): () => void {
  const share = env[injectionEnv.cpuShare];
  return share === undefined ? () => undefined : startDutyCycle(pid, Number(share));
}

/**
 * Stops the process group for the rest of every period.
 * @param share of the time that it may run, above 0 and below 1
 * @returns what lets it run again for good; safe to call when it is gone
 */
export function startDutyCycle(pid: number, share: number): () => void {
  const startedAtMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let cycles = 0;
  const at = (ms: number, next: () => void) => {
    timer = setTimeout(next, Math.max(0, startedAtMs + ms - performance.now()));
  };
  const stop = (): void => {
    if (!signalGroup(pid, 'SIGSTOP')) return;
    cycles += 1;
    at(cycles * periodMs, run);
  };
  const run = (): void => {
    if (!signalGroup(pid, 'SIGCONT')) return;
    // Periods that a busy runner missed are gone: none is made up for.
    cycles = Math.max(cycles, Math.floor((performance.now() - startedAtMs) / periodMs));
    at((cycles + share) * periodMs, stop);
  };
  run();
  return () => {
    clearTimeout(timer);
    signalGroup(pid, 'SIGCONT');
  };
}

/** False when nobody is left in the group. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
