import { failed, ok, startAnew, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** Whether every part of the stack still runs. */
export async function checkProcesses({ standing }: Subject): Promise<Finding> {
  const { state, kind } = standing;
  const dead = await kind.dead(state);
  if (dead.length === 0) return ok(`app, PgBouncer and Postgres run since ${state.startedAt}`);
  return failed(`${dead.join(' and ')} ${dead.length === 1 ? 'does' : 'do'} not run any more`, startAnew);
}
