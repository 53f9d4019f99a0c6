/** What every kind of stack offers: native today; one made by compose, or found running, fits the same hole. */
import type { Arm } from '../model/config.ts';
import type { Tool } from '../model/plan.ts';
import type { RunningStack } from '../model/stack.ts';

export interface Stack {
  /** What it runs, for plan.json. */
  readonly tools: Readonly<Record<string, Tool>>;
  /**
   * Brings one arm up on a freshly restored database and waits until the app serves.
   * @param segmentDir where the logs go: app.log, postgres.log, pgbouncer.log, and redis.log where Redis runs
   * @throws PoolproofError `stack` with the log's tail when a part does not start; nothing is left running then
   */
  start(arm: Arm, segmentDir: string): Promise<RunningStack>;
  /** Stops what runs or is just starting. Safe to call twice. */
  close(): Promise<void>;
}
