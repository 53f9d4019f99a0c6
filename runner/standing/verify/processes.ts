import { needsRedis } from '../../model/needs-redis.ts';
import { failed, ok, startAnew, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** Whether every part of the stack still runs. */
export async function checkProcesses({ standing }: Subject): Promise<Finding> {
  const { state, kind } = standing;
  const dead = await kind.dead(state);
  if (dead.length === 0) {
    const parts = needsRedis([state.asked.arm]) ? 'app, PgBouncer, Redis and Postgres' : 'app, PgBouncer and Postgres';
    return ok(`${parts} run since ${state.startedAt}`);
  }
  return failed(`${dead.join(' and ')} ${dead.length === 1 ? 'does' : 'do'} not run any more`, startAnew);
}
