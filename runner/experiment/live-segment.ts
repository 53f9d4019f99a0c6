/** One arm brought up, sampled and put under load. Thin shell: starts and stops, decides nothing. */
import { createCleanup } from '../cleanup.ts';
import { messageOf } from '../errors.ts';
import { type RunningK6, startK6 } from '../load/k6.ts';
import type { Arm, PoolerSettings } from '../model/config.ts';
import type { K6Kind } from '../model/k6-kind.ts';
import type { LoadSettings } from '../model/load-settings.ts';
import type { Plan } from '../model/plan.ts';
import type { RunningStack } from '../model/stack.ts';
import type { SegmentPaths } from '../run-folder/paths.ts';
import { type LogWatch, watchLogs } from '../sample/log-watch.ts';
import { readPoolerTransactions } from '../sample/pooler-console.ts';
import { readBackPooler } from '../sample/read-back.ts';
import { type Sampler, type SamplerReport, startSampler } from '../sample/sampler.ts';
import type { Stack } from '../stack/stack.ts';
import type { Guard } from '../warden.ts';
import { proveDelay, readAppSettings } from '../sample/app-settings.ts';
import { orDeath, rejectWith, whenBroken } from './broken.ts';

/** What every segment of a run shares. */
export interface Workbench {
  readonly plan: Plan;
  readonly runDir: string;
  readonly stack: Stack;
  readonly settingsPath: string | null;
  readonly k6: { readonly binary: string; readonly kind: K6Kind; readonly script: string };
  readonly guard: Guard;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runnerPid: number;
  /** Aborted with the PoolproofError that says who stopped us. */
  readonly interrupted: AbortSignal;
  readonly nowMs: () => number;
  readonly say: (line: string) => void;
}

/** A segment whose load is about to start. */
export interface LiveSegment {
  readonly sampler: Sampler;
  readonly k6: RunningK6;
  /** Has looked once. */
  readonly logs: LogWatch;
  readonly poolerReadBack: PoolerSettings;
  readonly appSettings: Readonly<Record<string, unknown>> | null;
  /** Rejects when the segment cannot go on: somebody died, samples cannot be written, the user stopped us. */
  readonly broken: Promise<never>;
  /** The pooler's transactions of the app's database so far; null when its console does not say. */
  transactions(): Promise<number | null>;
  /** Stops load, sampler and stack, in this order. Safe to call twice. */
  stop(): Promise<SamplerReport>;
}

/** @throws PoolproofError when a part does not start; nothing is left running then */
export async function bringUpSegment(
  bench: Workbench,
  arm: Arm,
  paths: SegmentPaths,
  load: Omit<LoadSettings, 'baseUrl'>,
): Promise<LiveSegment> {
  const cleanup = createCleanup();
  try {
    const running = await bench.stack.start(arm, paths.dir);
    cleanup.add('stopping the stack', () => running.stop());
    const { broken, forget } = whenBroken(bench.interrupted, running.died);
    cleanup.add('no longer waiting for an interrupt', forget);
    const logs = watchLogs({ postgres: paths.postgresLog, pgbouncer: paths.pgbouncerLog, app: paths.appLog });
    await logs.look();
    const readBack = await orDeath(running.died, Promise.race([broken, readBackStack(bench, running, arm)]));
    const sampling = samplerOf(bench, running, paths);
    // From now on, not from when it runs: one that we no longer wait for would go on for ever.
    cleanup.add('stopping the sampler', () => stopOnceStarted(sampling));
    const sampler = await orDeath(running.died, Promise.race([broken, sampling]));
    const k6 = await startLoad(bench, paths, { ...load, baseUrl: running.baseUrl });
    cleanup.add('stopping k6', async () => void (await k6.stop()));
    sampler.addProcess('k6', k6.pid);
    return {
      sampler,
      k6,
      logs,
      ...readBack,
      broken: Promise.race([broken, rejectWith(sampler.failed)]),
      transactions: () => readPoolerTransactions(running.poolerConsole, bench.plan.database.name).catch(() => null),
      stop: async () => {
        await cleanup.run();
        return sampler.stop();
      },
    };
  } catch (error) {
    await cleanup.run().catch((further: unknown) => bench.say(`while stopping: ${messageOf(further)}`));
    throw error;
  }
}

async function readBackStack(
  bench: Workbench,
  running: RunningStack,
  arm: Arm,
): Promise<Pick<LiveSegment, 'poolerReadBack' | 'appSettings'>> {
  const { name, role } = bench.plan.database;
  const { settings } = await readBackPooler(running.poolerConsole, name, role);
  const appSettings = bench.settingsPath === null ? null : await readAppSettings(running.baseUrl, bench.settingsPath);
  proveDelay(arm, appSettings);
  return { poolerReadBack: settings, appSettings };
}

function samplerOf(bench: Workbench, stack: RunningStack, paths: SegmentPaths): Promise<Sampler> {
  return startSampler({ stack, database: bench.plan.database.name, path: paths.samples, runnerPid: bench.runnerPid });
}

/** A sampler that could not start is told by who waits for it. */
async function stopOnceStarted(sampling: Promise<Sampler>): Promise<void> {
  const sampler = await sampling.catch(() => null);
  await sampler?.stop();
}

async function startLoad(bench: Workbench, paths: SegmentPaths, settings: LoadSettings): Promise<RunningK6> {
  const register = (pid: number) => bench.guard.register({ pid });
  const k6 = await startK6({ ...bench.k6, settings, segmentDir: paths.dir, env: bench.env, onSpawn: register });
  void k6.done.then(() => bench.guard.release(k6.pid));
  return k6;
}
