/** One arm against itself, and what it says of the host kept for later runs. */
import { injectionOf, parseInjection, withInjection } from '../config/injection.ts';
import { type AaFlags, resolveAa } from '../config/resolve-aa.ts';
import type { ResolvedRun } from '../config/resolve.ts';
import { messageOf, PoolproofError } from '../errors.ts';
import { keepFloorRun } from '../floor/store.ts';
import type { Host } from '../host.ts';
import type { Config } from '../model/config.ts';
import type { FloorRun } from '../model/noise-floor.ts';
import type { Plan } from '../model/plan.ts';
import { blockTable, type BlockRow } from '../verdict/block-table.ts';
import { floorCommand } from '../verdict/forecast.ts';
import { floorRunOf } from '../verdict/scatter.ts';
import { floorOfRun } from './floor-of-run.ts';
import { provisionContext } from './provision-context.ts';
import { type Finished, runJudged } from './run-judged.ts';

export interface AaRunFlags extends AaFlags {
  /** What is put into the second arm: `delay=10%`, `delay=3ms`, `cpu=0.8`. */
  readonly inject?: string;
}

export interface FinishedAa extends Finished {
  readonly run: ResolvedRun;
  /** What the run says of this host's noise; null when it has too few blocks, is INVALID, or something was put in. */
  readonly floor: FloorRun | null;
  readonly blocks: readonly BlockRow[];
}

/**
 * Runs one A/A into a folder, judges and reports it, and keeps its noise floor.
 * @throws PoolproofError when the flags are wrong or it could not run
 */
export async function runAa(host: Host, config: Config, bench: string, flags: AaRunFlags): Promise<FinishedAa> {
  const { inject, ...asked } = flags;
  const plain = resolveAa(config, bench, asked, host.env);
  const run = inject === undefined ? plain : await injected(host, plain, inject);
  const finished = await runJudged(host, config, run);
  const { plan, result } = finished;
  const floor = floorRunOf(plan, result);
  if (floor === null) host.say('no noise floor is kept of this run');
  else await keepFloor(host, plan, floor);
  return { ...finished, run, floor, blocks: blockTable(plan, result) };
}

async function injected(host: Host, run: ResolvedRun, inject: string): Promise<ResolvedRun> {
  const asked = parseInjection(inject);
  if (asked.kind !== 'share of the median') return withInjection(run, asked);
  const { cacheDir } = await provisionContext(host);
  const floor = await floorOfRun(host, cacheDir, run, null);
  if (floor === null || floor.medianMs === null) {
    throw new PoolproofError('noise-floor', `how long ${asked.asked} of the median is, is not known on this host`, {
      hint: floorCommand({ bench: run.bench, profile: run.profile, app: run.appName }),
    });
  }
  return withInjection(run, injectionOf(asked, floor.medianMs));
}

/** The verdict stands whether or not the floor can be kept: that it could not is said, no more. */
async function keepFloor(host: Host, plan: Plan, floor: FloorRun): Promise<void> {
  const { bench, profile, app } = plan;
  try {
    const { cacheDir } = await provisionContext(host);
    const file = await keepFloorRun(cacheDir, { host: plan.host, bench, profile: profile.name, app }, floor);
    host.say(`noise floor kept: ${file}`);
  } catch (error) {
    host.say(messageOf(error));
  }
}
