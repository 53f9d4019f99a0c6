import type { UserClass, Visitor } from '../../runner/model/flow.ts';
import { hash32, type Random, randomFrom } from '../../runner/model/rng.ts';
import { chooserOf } from './choose.ts';

/** What a user does in one step of its loop, whatever became of the steps before. */
export interface Step {
  /** Index into the tasks of the user's class. */
  readonly task: number;
  readonly thinkMs: number;
  /** Draws the parameters of this step's request. */
  readonly visitor: Visitor;
}

/** 2^32 divided by the golden ratio (Knuth, TAOCP 3, 6.4): spreads the seeds of successive steps. */
const goldenStep = 0x9e3779b9;

/**
 * The steps of user `number`, one per call. Tasks, think times and parameters come from streams of their own, and
 * each step takes exactly one draw of the first two and starts the third anew. So step i is the same in every arm, even
 * where an earlier request failed or a task was skipped for want of a log-in.
 */
export function stepsOf(userClass: UserClass, seed: number, number: number): () => Step {
  const chooseTask = chooserOf(userClass.tasks.map((task) => task.weight));
  const taskDraws = randomFrom(hash32(seed, number, 'task'));
  const thinkDraws = randomFrom(hash32(seed, number, 'think'));
  const parameterSeed = hash32(seed, number, 'parameters');
  const [leastS, mostS] = userClass.thinkS;
  let index = 0;
  return () => {
    const step = {
      task: chooseTask(taskDraws()),
      thinkMs: 1000 * (leastS + (mostS - leastS) * thinkDraws()),
      visitor: visitorOf(number, randomFrom(parameterSeed + Math.imul(index, goldenStep))),
    };
    index += 1;
    return step;
  };
}

/** A visitor that draws from the given stream. */
export function visitorOf(number: number, random: Random): Visitor {
  return { number, pick: (n) => Math.floor(random() * n) };
}
