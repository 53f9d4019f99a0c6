import { type Flows, type Task, taskName } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { dealUsers } from './deal-users.ts';
import { warn } from './log.ts';
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
  const session = sessionOf(flows, settings, window, (name) => recorderOf(userClass.name, name));
  const steps = stepsOf(userClass, settings.seed, number);
  const complained = new Set<Task>();

  sleepUntil(window.startMs + (1000 * (number - 1)) / settings.rampUsersPerS);
  if (isOver(window)) return;
  recordUserStarted();
  while (!isOver(window)) {
    steps.next();
    if (session.isLoggedIn() || session.logIn(steps.visitor)?.outcome === 'ok') {
      const task = userClass.tasks[steps.task];
      if (task !== undefined && !isOver(window)) {
        const { wrong } = session.perform(task, steps.visitor);
        if (wrong !== null) complainOnce(complained, task, wrong);
      }
    }
    think(steps.thinkMs, window);
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

/** A page that is wrong once is often wrong each time: the log says what is wrong with it once per user. */
function complainOnce(complained: Set<Task>, task: Task, wrong: string): void {
  if (complained.has(task)) return;
  complained.add(task);
  warn(`wrong content of ${taskName(task)}: ${wrong}`);
}
