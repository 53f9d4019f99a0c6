import { type Arrivals, dueBetween, dueMs } from '../../runner/model/arrivals.ts';
import type { Flows } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { complainerOf } from './complainer.ts';
import { arrivalDrawer } from './draw-arrival.ts';
import { recorderOf, recordThink, recordUserStarted } from './recorder.ts';
import { type Recorders, sessionOf } from './session.ts';
import { isOver, type LoadWindow, sleepUntil } from './window.ts';

/** Serves the arrival of an index: waits until it is due, and does its task. */
export type Serve = (index: number) => void;

/** The log-ins of sessions belong to no class of users. */
const sessionClass = 'session';

/** What has not begun by then before the segment's last moment could not end either. */
const leastMs = 100;

/** How many arrivals there are in all. */
export function arrivalsInAll(arrivals: Arrivals, { durationS }: LoadSettings): number {
  return dueBetween(arrivals, 0, durationS);
}

/**
 * Opens session `number` in its turn of the ramp, as closed users start, and returns what serves arrivals with it. k6 deals
 * out the arrivals' numbers in order, each to the next session that is free; so one that finds every session busy begins
 * late, in its turn. Its response time runs from when it was due, and it counts in that second, however late it began. What
 * could not begin at all is recorded by nobody: it is what was due and is not there.
 */
export function openSession(
  flows: Flows,
  settings: LoadSettings,
  arrivals: Arrivals,
  window: LoadWindow,
  number: number,
): Serve {
  const tasks = flows.userClasses.flatMap((userClass) => userClass.tasks);
  const turnMs = window.startMs + (1000 * (number - 1)) / settings.rampUsersPerS;
  // An arrival may begin as long as it may last.
  const wide = { ...window, deadlineMs: window.endMs - leastMs };
  const due: Due = { ms: turnMs, isArrival: false };
  const session = sessionOf(flows.login, tasks, settings, wide, recordersFrom(due, flows));
  const draw = arrivalDrawer(flows.userClasses, arrivals.classWeights, settings.seed);
  const complain = complainerOf(tasks);
  const inAll = arrivalsInAll(arrivals, settings);

  sleepUntil(turnMs);
  recordUserStarted();
  session.logIn({ number, pick: () => 0 });
  due.isArrival = true;

  return (index) => {
    // The segment lasts to its end, even when nothing more is due.
    if (index >= inAll) return sleepUntil(window.deadlineMs);
    due.ms = window.startMs + dueMs(arrivals, index);
    waitUntilDue(due.ms);
    const { task, pick } = draw(index);
    const visitor = { number, pick };
    if (isOver(wide)) return;
    if (!session.loggedIn && session.logIn(visitor)?.outcome !== 'ok') return;
    if (isOver(wide)) return;
    const { wrong } = session.perform(task, visitor);
    if (wrong !== null) complain(task, wrong);
  };
}

/** Since when the next attempt has been due: as an arrival, or as the log-in of a session that opens. */
interface Due {
  ms: number;
  isArrival: boolean;
}

/** Recorders by class of user, which count an attempt in the second in which it was due. */
function recordersFrom(due: Readonly<Due>, { userClasses }: Flows): Recorders {
  const classNames = userClasses.flatMap(({ name, tasks }) => tasks.map(() => name));
  return (name, task) => {
    const record = recorderOf((task === null ? null : classNames[task]) ?? sessionClass, name);
    return (begunMs, us, bytes, judgement) => {
      const lateUs = due.isArrival ? 1000 * Math.max(0, begunMs - due.ms) : 0;
      record(due.ms, us + lateUs, bytes, judgement);
    };
  };
}

/** Waits as a user thinks: drawn until it is due, realised until this session woke. One that comes late does not wait. */
function waitUntilDue(timeMs: number): void {
  const freeMs = Date.now();
  if (freeMs >= timeMs) return;
  sleepUntil(timeMs);
  recordThink(timeMs - freeMs, Date.now() - freeMs);
}
