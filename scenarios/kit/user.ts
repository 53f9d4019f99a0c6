import type { Flows } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { complainerOf } from './complainer.ts';
import { dealUsers } from './deal-users.ts';
import { recorderOf, recordThink, recordUserEnded, recordUserStarted } from './recorder.ts';
import { sessionOf } from './session.ts';
import { stepsOf } from './steps.ts';
import { isOver, type LoadWindow, sleepUntil } from './window.ts';

/**
 * Replays user `number` from its place in the ramp to the deadline: log in, then a task and a think time in turn, the
 * task at once after the log-in. A user who is not logged in tries that before each task, and goes without the task
 * when it fails.
 */
export function replayUser(flows: Flows, settings: LoadSettings, window: LoadWindow, number: number): void {
  const weights = flows.userClasses.map((each) => each.weight);
  const userClass = flows.userClasses[dealUsers(settings.users, weights)[number - 1] ?? -1];
  if (userClass === undefined) throw new Error(`there is no user ${number} of ${settings.users}`);
  const { tasks } = userClass;
  const session = sessionOf(flows.login, tasks, settings, window, (name) => recorderOf(userClass.name, name));
  const steps = stepsOf(userClass, settings.seed, number);
  const complain = complainerOf(tasks);

  sleepUntil(window.startMs + (1000 * (number - 1)) / settings.rampUsersPerS);
  if (isOver(window)) return;
  recordUserStarted();
  while (!isOver(window)) {
    steps.next();
    if (session.loggedIn || (session.logIn(steps.visitor)?.outcome === 'ok' && !isOver(window))) {
      const { wrong } = session.perform(steps.task, steps.visitor);
      if (wrong !== null) complain(steps.task, wrong);
    }
    if (steps.thinkMs > 0) think(steps.thinkMs, window);
  }
  recordUserEnded();
}

/** Sleeps the think time, or what the deadline leaves of it. */
function think(thinkMs: number, window: LoadWindow): void {
  const begunMs = Date.now();
  const drawnMs = Math.min(thinkMs, window.deadlineMs - begunMs);
  if (drawnMs <= 0) return;
  sleepUntil(begunMs + drawnMs);
  recordThink(drawnMs, Date.now() - begunMs);
}
