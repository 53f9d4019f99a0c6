import type { UserClass } from '../../runner/model/flow.ts';
import { hash32, randomFrom } from '../../runner/model/rng.ts';
import { chooserOf } from './choose.ts';

/** What an arrival is: a task, by its index among those of all classes in turn, and the draws of its parameters. */
export interface DrawnArrival {
  readonly task: number;
  readonly pick: (n: number) => number;
}

/**
 * Draws the arrival of an index: first its class, then one of the class's tasks. Each arrival has streams of its own, so
 * that it is the same in every arm, whichever session it meets.
 */
export function arrivalDrawer(
  userClasses: readonly UserClass[],
  classWeights: readonly number[],
  seed: number,
): (index: number) => DrawnArrival {
  const chooseClass = chooserOf(classWeights);
  const choosers = userClasses.map(({ tasks }) => chooserOf(tasks.map(({ weight }) => weight)));
  const firstTasks = userClasses.map((_, at) => userClasses.slice(0, at).flatMap(({ tasks }) => tasks).length);
  return (index) => {
    const draws = randomFrom(hash32(seed, index, 'arrival'));
    const classIndex = chooseClass(draws());
    const task = (firstTasks[classIndex] ?? 0) + (choosers[classIndex]?.(draws()) ?? 0);
    const parameters = randomFrom(hash32(seed, index, 'arrival parameters'));
    return { task, pick: (n) => Math.floor(n * parameters()) };
  };
}
