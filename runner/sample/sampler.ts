import { PoolproofError } from '../errors.ts';
import type { ProcessRole, SampleLine } from '../model/sample-line.ts';
import type { RunningStack } from '../model/stack.ts';
import { openNdjson } from '../run-folder/ndjson-writer.ts';
import { watchClockStep } from './clock-step.ts';
import { cpuSource } from './cpu.ts';
import { poolerSource } from './pooler-console.ts';
import { createJournal, type Latest } from './journal.ts';
import { activitySource } from './postgres-activity.ts';
import { describeRefusal } from './refusal.ts';
import type { Source, SourceName } from './source.ts';
import { startTicker } from './ticker.ts';
import { type Watch, watchSource } from './watch.ts';

export interface SamplerOptions {
  readonly stack: Pick<RunningStack, 'postgres' | 'poolerConsole' | 'processes'>;
  /** The app's database by its name in the pooler. */
  readonly database: string;
  /** samples.ndjson; its folder must exist. */
  readonly path: string;
  /** Our own pid, counted as `runner`. */
  readonly runnerPid: number;
}

/** What became of the sampling. */
export interface SamplerReport {
  /** Whole seconds that went by while it ran, read or missed. */
  readonly ticks: number;
  readonly missed: Readonly<Record<SourceName, number>>;
  /** How far the host's clock was set while it ran, in seconds, forward above 0. */
  readonly clockStepS: number;
  /** Readings that this system does not have, in words. */
  readonly notMeasured: readonly string[];
}

export interface Sampler {
  /** Counts another process tree from the next tick on. */
  addProcess(role: ProcessRole, pid: number): void;
  /** The newest line of each kind, for people who watch. */
  latest(): Latest;
  /** Resolves, never rejects, when samples can no longer be written. */
  readonly failed: Promise<PoolproofError>;
  /** Waits for the readings under way (half a second at most), closes connections and file. Safe to call twice. */
  stop(): Promise<SamplerReport>;
}

/**
 * Connects, reads every source once, and from then on reads them all at each whole second of the host's clock. A source
 * that fails or is late is written down as missed and asked again at the next second; only the start throws:
 * PoolproofError `sampler` when a source cannot be read, `disk` when the file cannot be made.
 */
export async function startSampler(options: SamplerOptions): Promise<Sampler> {
  const { stack, database } = options;
  const cpu = cpuSource([...stack.processes, { role: 'runner', pid: options.runnerPid }]);
  const sources: readonly Source[] = [poolerSource(stack.poolerConsole, database), activitySource(stack.postgres), cpu];
  await readOnce(sources);
  const file = await openNdjson<SampleLine>(options.path).catch(async (error: unknown) => {
    await closeAll(sources);
    throw error;
  });
  const journal = createJournal((lines) => file.append(lines));
  const watches = sources.map((source) => watchSource(source, journal.add));
  const clock = watchClock(watches);
  const end = async (): Promise<SamplerReport> => {
    clock.stop();
    await Promise.all(watches.map((watch) => watch.end()));
    await closeAll(sources);
    await file.close();
    const notMeasured = cpu.notMeasured === null ? [] : [cpu.notMeasured];
    return { ticks: clock.ticks(), clockStepS: clock.stepS(), missed: journal.missed, notMeasured };
  };
  let ended: Promise<SamplerReport> | null = null;
  return {
    addProcess: (role, pid) => cpu.add({ role, pid }),
    latest: () => journal.latest,
    failed: journal.failed,
    stop: () => (ended ??= end()),
  };
}

/** Drives the watches by the whole seconds of the host's clock. */
function watchClock(watches: readonly Watch[]): { stop(): void; ticks(): number; stepS(): number } {
  let ticks = 0;
  const step = watchClockStep();
  const missAll = (tick: number, reason: string): void => {
    ticks += 1;
    step.look();
    for (const watch of watches) watch.miss(tick, reason);
  };
  const stop = startTicker({
    tick: (tick) => {
      ticks += 1;
      step.look();
      for (const watch of watches) watch.tick(tick);
    },
    skipped: missAll,
    stepped: (tick, byS) => {
      missAll(tick, `the host's clock was set by ${byS.toFixed(1)} s`);
    },
  });
  const stepS = (): number => {
    step.look();
    return step.farthestS();
  };
  return { stop, ticks: () => ticks, stepS };
}

async function readOnce(sources: readonly Source[]): Promise<void> {
  const read = await Promise.allSettled(sources.map((source) => source.read()));
  const refused = read.find((outcome) => outcome.status === 'rejected');
  if (refused === undefined) return;
  await closeAll(sources);
  const cause: unknown = refused.reason;
  const names = sources[read.indexOf(refused)]?.names.join(' and ') ?? 'a source';
  const { why, hint } = describeRefusal(cause);
  throw new PoolproofError('sampler', `cannot read ${names} before the load: ${why}`, { hint, cause });
}

async function closeAll(sources: readonly Source[]): Promise<void> {
  await Promise.all(sources.map((source) => source.close()));
}
