/**
 * The watchdog of a stack that shall outlive the `up` that starts it: until the hand-over everything goes when `up` dies, as in
 * a bench; after it nothing does.
 */
import type { StandingProcess } from '../model/standing.ts';
import type { Guard, GuardedProcess } from '../warden.ts';
import { identityOf } from './identity.ts';

export interface StandingGuard extends Guard {
  /** What runs now, in the order it was started. */
  processes(): Promise<StandingProcess[]>;
  /** From here on the processes run by themselves, and the folder stays. */
  handOver(): void;
}

/**
 * @param dir the standing stack's own folder, which takes the place of the guard's
 * @param mark the file in it that says that it is this `up`'s
 */
export function standingGuard(guard: Guard, dir: string, mark: string): StandingGuard {
  const guarded = new Map<number, GuardedProcess>();
  guard.removeOnDeath(dir, mark);
  return {
    dir,
    register(process) {
      guarded.set(process.pid, process);
      guard.register(process);
    },
    release(pid) {
      guarded.delete(pid);
      guard.release(pid);
    },
    removeOnDeath: (folder, its) => guard.removeOnDeath(folder, its),
    keep: (folder, its) => guard.keep(folder, its),
    close: () => guard.close(),
    processes: async () => (await Promise.all([...guarded.values()].map(describe))).flat(),
    handOver() {
      guard.keep(dir, mark);
      for (const [pid, { standing }] of guarded) {
        guard.release(pid);
        standing?.letGo();
      }
      guarded.clear();
    },
  };
}

/** Empty when it has ended in the meantime. */
async function describe({ pid, standing }: GuardedProcess): Promise<StandingProcess[]> {
  const identity = await identityOf(pid);
  if (standing === undefined || identity === null) return [];
  const { role, stop } = standing;
  return [{ role, pid, identity, signal: stop.signal, withinMs: stop.withinMs }];
}
