import { describe, expect, it } from 'vitest';
import type { Task, UserClass } from '../../runner/model/flow.ts';
import { stepsOf } from './steps.ts';

const task = (weight: number): Task => ({
  weight,
  method: 'GET',
  pattern: '/',
  request: () => ({ path: '/' }),
  check: () => null,
});
const userClass: UserClass = { name: 'A', weight: 1, thinkS: [2, 5], tasks: [task(1), task(2), task(3)] };

/** The first steps of a user who draws `picks(step)` parameters in each step. */
function firstSteps(seed: number, number: number, picks: (step: number) => number = () => 1) {
  const steps = stepsOf(userClass, seed, number);
  return Array.from({ length: 50 }, (_, step) => {
    steps.next();
    const drawn = Array.from({ length: picks(step) }, () => steps.visitor.pick(1000));
    return { task: steps.task, thinkMs: steps.thinkMs, first: drawn[0] };
  });
}

describe('stepsOf', () => {
  it('is the same for the same seed and user', () => {
    expect(firstSteps(1, 7)).toEqual(firstSteps(1, 7));
  });

  it('differs by seed and by user', () => {
    expect(firstSteps(1, 7)).not.toEqual(firstSteps(2, 7));
    expect(firstSteps(1, 7)).not.toEqual(firstSteps(1, 8));
  });

  it('keeps task, think time and parameters of a step when earlier steps drew none or many', () => {
    const plain = firstSteps(1, 7);
    const other = firstSteps(1, 7, (step) => (step < 20 ? step % 5 : 1));
    expect(other.map((step) => [step.task, step.thinkMs])).toEqual(plain.map((step) => [step.task, step.thinkMs]));
    expect(other.slice(20)).toEqual(plain.slice(20));
  });

  it('draws parameters over the whole range', () => {
    const steps = stepsOf(userClass, 1, 1);
    const seen = new Set<number>();
    for (let step = 0; step < 500; step += 1) {
      steps.next();
      seen.add(steps.visitor.pick(10));
    }
    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
