import { type Flows, type Task, taskName } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { hash32, randomFrom } from '../../runner/model/rng.ts';
import type { Judgement } from './judge.ts';
import { sessionOf } from './session.ts';

/**
 * Warms the app before the load, alike in every arm: a user of its own (the number after the last) logs in and requests
 * every route once, one after the other over one socket, which the last request closes, so that no worker and no
 * database connection stays behind. Nothing is recorded.
 * @throws Error naming the route and what was wrong with its answer
 */
export function prime(flows: Flows, settings: LoadSettings): void {
  const number = settings.users + 1;
  const draws = randomFrom(hash32(settings.seed, number, 'parameters'));
  const visitor = { number, pick: (n: number) => Math.floor(n * draws()) };
  const forever = { startMs: 0, deadlineMs: Infinity, endMs: Infinity };
  const routes = routesOf(flows);
  const session = sessionOf(flows.login, routes, settings, forever, () => () => undefined);

  demandOk(`the log-in of ${flows.login.username(number)}`, session.logIn(visitor));
  for (const [index, task] of routes.entries()) {
    const isLast = index === routes.length - 1;
    demandOk(taskName(task), session.perform(index, visitor, isLast ? { Connection: 'close' } : null));
  }
}

/** One task of each name, in the order listed. */
function routesOf(flows: Flows): Task[] {
  const byName = new Map<string, Task>();
  for (const task of flows.userClasses.flatMap((userClass) => userClass.tasks)) {
    if (!byName.has(taskName(task))) byName.set(taskName(task), task);
  }
  return [...byName.values()];
}

function demandOk(what: string, judgement: Judgement | null): void {
  if (judgement === null || judgement.outcome === 'ok') return;
  const wrong = judgement.wrong === null ? '' : ` (${judgement.wrong})`;
  throw new Error(`before the load, ${what} failed: ${judgement.cause}${wrong}`);
}
