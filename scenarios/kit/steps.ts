import type { UserClass, Visitor } from '../../runner/model/flow.ts';
import { hash32, type Random, randomFrom } from '../../runner/model/rng.ts';
import { chooserOf } from './choose.ts';

/**
 * What a user does step by step, whatever became of the steps before: each step has a task and a think time, and draws
 * its request's parameters.
 */
export interface Steps {
  /** Index of this step's task among those of the user's class. */
  readonly task: number;
  readonly thinkMs: number;
  /** Draws the parameters of this step. */
  readonly visitor: Visitor;
  /** Goes to the next step; called once before the first. */
  next(): void;
}

/** 2^32 divided by the golden ratio (Knuth, TAOCP 3, 6.4): spreads the seeds of successive steps. */
const goldenStep = 0x9e3779b9;

/**
 * The steps of user `number`. Tasks, think times and parameters come from streams of their own; each step takes exactly
 * one draw of the first two and starts the third anew. So step i is the same in every arm, even where an earlier request
 * failed or a task was skipped for want of a log-in.
 */
export function stepsOf(userClass: UserClass, seed: number, number: number): Steps {
  const chooseTask = chooserOf(userClass.tasks.map((task) => task.weight));
  const taskDraws = randomFrom(hash32(seed, number, 'task'));
  const thinkDraws = randomFrom(hash32(seed, number, 'think'));
  const [leastS, mostS] = userClass.thinkS;
  let parameterSeed = hash32(seed, number, 'parameters');
  let parameterDraws: Random | undefined;
  const steps = {
    task: 0,
    thinkMs: 0,
    visitor: {
      number,
      pick: (n: number) => Math.floor(n * (parameterDraws ??= randomFrom(parameterSeed))()),
    },
    next: () => {
      steps.task = chooseTask(taskDraws());
      steps.thinkMs = 1000 * (leastS === mostS ? leastS : leastS + (mostS - leastS) * thinkDraws());
      parameterSeed = (parameterSeed + goldenStep) >>> 0;
      parameterDraws = undefined;
    },
  };
  return steps;
}
