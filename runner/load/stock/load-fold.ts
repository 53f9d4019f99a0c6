/**
 * Folds the samples of the scenario kit into lines of load.ndjson, by the rules of k6's output `poolproof` (k6/load): the
 * same samples give the same lines. Pure: time comes in with the samples.
 */
import type { LoadLine } from '../../model/load-line.ts';
import { addAttempt, type AttemptCell, compareKeys, emptyCell, lineOf } from './attempt-cell.ts';
import type { Attempt, KitSample } from './kit-sample.ts';
import { addChange, closeUsers, extendTo, noUsers } from './user-seconds.ts';

/**
 * How long after its end a second stays open for attempts that began in it and end later. By the time of the samples: k6
 * hands them over in pieces of 4 kB (internal/output/json), which under little load takes it many seconds.
 */
const graceS = 2;

/** Gathers samples until their lines are taken out. */
export interface LoadFold {
  add(sample: KitSample): void;
  /** Takes out the lines of the seconds that were over `graceS` before the last sample. */
  due(): LoadLine[];
  /** Takes out the lines of what belongs to seconds before this one. What comes later makes further lines of its key. */
  close(before: number): LoadLine[];
}

/** @returns a fold without samples. */
export function createLoadFold(): LoadFold {
  const cells = new Map<string, AttemptCell>();
  const users = noUsers();
  let latest = -Infinity;
  let dueTo = -Infinity;

  function close(before: number): LoadLine[] {
    const closed = [...cells].filter(([, cell]) => cell.heldTo < before);
    for (const [text] of closed) cells.delete(text);
    const attempts = closed.map(([, cell]) => cell).toSorted((a, b) => compareKeys(a.key, b.key));
    return [...attempts.map(lineOf), ...closeUsers(users, before)];
  }

  function addToCell(second: number, { key, us, bytes }: Attempt): void {
    extendTo(users, second);
    const text = [key.second, key.userClass, key.name, key.outcome, key.cause ?? ''].join('\0');
    let cell = cells.get(text);
    if (cell === undefined) {
      // An attempt whose second is out already waits a while too: others of its second are likely to end now, as when a
      // pooler's wait time-out ends them together, and share its line.
      cell = emptyCell(key, Math.max(key.second, second));
      cells.set(text, cell);
    }
    addAttempt(cell, us, bytes);
  }

  return {
    add(sample) {
      // Not the highest so far: should the clock be set back, seconds must go on being closed.
      latest = sample.second;
      if (sample.kind === 'attempt') addToCell(sample.second, sample.attempt);
      else if (sample.kind === 'active') addChange(users, sample.second, { started: sample.users });
      else if (sample.kind === 'think-drawn') addChange(users, sample.second, { thinkDrawnUs: toUs(sample.thinkMs) });
      else if (sample.kind === 'think-realised')
        addChange(users, sample.second, { thinkRealisedUs: toUs(sample.thinkMs) });
    },
    due() {
      // Cells are looked through once a second and not with every piece that comes in.
      if (latest - graceS === dueTo) return [];
      dueTo = latest - graceS;
      return close(dueTo);
    },
    close,
  };
}

function toUs(ms: number): number {
  return Math.round(1000 * ms);
}
