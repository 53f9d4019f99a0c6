import { setTimeout as delay } from 'node:timers/promises';
import { PoolproofError } from '../errors.ts';
import type { LoadLine } from '../model/load-line.ts';
import type { PlannedSegment } from '../model/plan.ts';
import { windowsOf } from '../model/profile.ts';
import { followLoad } from '../run-folder/follow-load.ts';
import type { LiveSegment, Workbench } from './live-segment.ts';
import { progressLine } from './progress.ts';

/** k6 cuts its users off half a minute after the last may end (scenarios/replay.ts); one that lives on hangs. */
const overdueS = 60;

/**
 * Prints a line a second until k6 has ended.
 * @throws PoolproofError k6 when it did not do its work, or does not end
 */
export async function watchLoad(
  bench: Workbench,
  planned: PlannedSegment,
  loadFile: string,
  live: LiveSegment,
  startedAt: number,
): Promise<void> {
  const { plan } = bench;
  const place = {
    block: planned.block,
    blocks: plan.segments.at(-1)?.block ?? 0,
    segment: planned.index,
    // A redone block counts on beyond the plan.
    segments: Math.max(plan.segments.length, planned.index),
    arm: planned.arm,
  };
  const windows = windowsOf(plan.profile, plan.users);
  const follower = followLoad(loadFile);
  // k6 writes about once a second, now before our tick and now behind it: what is newest stays until newer has come.
  let newest: readonly LoadLine[] = [];
  // By the clock that nobody can set.
  const overdueMs = performance.now() + 1000 * (windows.endS + overdueS);
  for (;;) {
    const untilNextSecondMs = 1000 - (bench.nowMs() % 1000);
    const ended = await Promise.race([live.k6.done, delay(untilNextSecondMs, null)]);
    if (ended?.error != null) throw ended.error;
    if (ended !== null) return;
    if (performance.now() > overdueMs) throw new PoolproofError('k6', `k6 has not ended ${overdueS} s after the load`);
    const pools = live.sampler.latest().pools?.rows;
    const clientsWaiting = pools === undefined ? null : pools.reduce((sum, row) => sum + row.clWaiting, 0);
    await live.logs.look();
    const fresh = await follower.next();
    if (fresh.length > 0) newest = fresh;
    const elapsedS = bench.nowMs() / 1000 - startedAt;
    if (elapsedS >= 0) bench.say(progressLine(place, windows, { elapsedS, lines: newest, clientsWaiting }));
  }
}
