import { describe, expect, it } from 'vitest';
import { dealCounts } from '../../runner/model/deal.ts';
import { taskName, type UserClass } from '../../runner/model/flow.ts';
import { dealUsers } from '../kit/deal-users.ts';
import { stepsOf } from '../kit/steps.ts';
import { flows } from './reference.ts';
// What the reference case's Locust file defines, in its order: [weight, method, name]. Locust names two methods of one path
// apart by a suffix.
import recorded from './testing/recorded-tasks.json' with { type: 'json' };

const nameInLocust = (name: string) => name.replace(/ \[POST\]$/, '');

describe('the reference flows', () => {
  it('have the weights, think times and 104 tasks of the recorded Locust file', () => {
    const ours = Object.fromEntries(
      flows.userClasses.map(({ name, weight, thinkS, tasks }) => [
        name,
        { weight, thinkS, tasks: tasks.map((task) => [task.weight, task.method, task.pattern]) },
      ]),
    );
    const theirs = Object.fromEntries(
      Object.entries(recorded).map(([name, userClass]) => [
        name,
        {
          ...userClass,
          tasks: userClass.tasks.map(([weight, method, path]) => [weight, method, nameInLocust(String(path))]),
        },
      ]),
    );
    expect(ours).toEqual(theirs);
    expect(flows.userClasses.flatMap((userClass) => userClass.tasks)).toHaveLength(104);
  });

  it.each([
    [50, [27, 14, 5, 4]],
    [100, [55, 27, 9, 9]],
  ])('deal %i users as %j', (users, expected) => {
    const weights = flows.userClasses.map((userClass) => userClass.weight);
    const dealt = dealUsers(users, weights);
    const counts = weights.map((_, index) => dealt.filter((each) => each === index).length);
    expect(counts).toEqual(expected);
    expect(counts).toEqual(dealCounts(users, weights));
  });

  it.each(flows.userClasses.map((userClass) => [userClass.name, userClass] as const))(
    'draw the tasks and think times of %s in proportion',
    (_, userClass) => {
      const { counts, thinkS } = draw(userClass, 40_000);
      const total = userClass.tasks.reduce((sum, task) => sum + task.weight, 0);
      for (const [index, task] of userClass.tasks.entries()) {
        const share = task.weight / total;
        // Five standard errors of a binomial share: the seed is fixed, so this either always holds or never.
        const tolerance = 5 * Math.sqrt((share * (1 - share)) / 40_000);
        const off = Math.abs((counts[index] ?? 0) / 40_000 - share);
        expect([taskName(task), off < tolerance]).toEqual([taskName(task), true]);
      }
      const [least, most] = userClass.thinkS;
      expect(Math.min(...thinkS)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...thinkS)).toBeLessThan(most);
      const mean = thinkS.reduce((sum, each) => sum + each, 0) / thinkS.length;
      expect(mean).toBeCloseTo((least + most) / 2, most > 10 ? 0 : 1);
    },
  );

  it('ask only for paths that fit their patterns, on the user’s own rows', () => {
    for (const userClass of flows.userClasses) {
      for (const task of userClass.tasks) {
        for (const draws of [0, 0.5, 0.999]) {
          const { path } = task.request({ number: 17, pick: (n) => Math.floor(n * draws) });
          expect(path.replace(/\?.*$/, '').replace(/\d+/g, '#')).toBe(
            task.pattern.replace('/v2/', '/v#/').replace(/\[[a-z_]*\]/g, '#'),
          );
          expect(path.includes('/17/')).toBe(task.pattern.includes('[id]'));
        }
      }
    }
  });
});

function draw(userClass: UserClass, steps: number): { counts: number[]; thinkS: number[] } {
  const counts = userClass.tasks.map(() => 0);
  const thinkS: number[] = [];
  // Many users of few steps, as in a run: the seeds of neighbours must not resemble each other.
  for (let number = 1; number <= steps / 40; number += 1) {
    const user = stepsOf(userClass, 7, number);
    for (let step = 0; step < 40; step += 1) {
      user.next();
      counts[user.task] = (counts[user.task] ?? 0) + 1;
      thinkS.push(user.thinkMs / 1000);
    }
  }
  return { counts, thinkS };
}
