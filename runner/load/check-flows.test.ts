import { describe, expect, it } from 'vitest';
import { flows as reference } from '../../scenarios/flows/reference.ts';
import { flowFaults, isFlows } from './check-flows.ts';

const task = { weight: 1, method: 'GET', pattern: '/a/', request: () => ({ path: '/a/' }), check: () => null };
const userClass = { name: 'A', weight: 1, thinkS: [1, 2], tasks: [task] };
const flows = { login: reference.login, userClasses: [userClass] };
const withClass = (change: object) => ({ ...flows, userClasses: [{ ...userClass, ...change }] });
const withTask = (change: object) => withClass({ tasks: [{ ...task, ...change }] });

describe('flowFaults', () => {
  it('finds none in the reference flows', () => {
    expect(flowFaults(reference)).toEqual([]);
    expect(isFlows(reference)).toBe(true);
  });

  it.each([
    ['no export', undefined, /^flows: /],
    ['no classes', { ...flows, userClasses: [] }, /^flows\.userClasses: at least one class/],
    ['no log-in', { userClasses: [userClass] }, /^flows\.login: /],
    [
      'a log-in path without slash',
      { ...flows, login: { ...flows.login, path: 'login' } },
      /^flows\.login\.path: a path/,
    ],
    ['no user names', { ...flows, login: { ...flows.login, username: 'x' } }, /^flows\.login\.username: a function/],
    ['a class without weight', withClass({ weight: 0 }), /^flows\.userClasses\.0\.weight: a weight above 0/],
    ['a class without tasks', withClass({ tasks: [] }), /^flows\.userClasses\.0\.tasks: at least one task/],
    ['a class without name', withClass({ name: '' }), /^flows\.userClasses\.0\.name: a name/],
    [
      'think times upside down',
      withClass({ thinkS: [5, 2] }),
      /^flows\.userClasses\.0\.thinkS: the least think time first/,
    ],
    ['negative think time', withClass({ thinkS: [-1, 2] }), /^flows\.userClasses\.0\.thinkS\.0: /],
    ['a task without weight', withTask({ weight: -1 }), /^flows\.userClasses\.0\.tasks\.0\.weight: a weight above 0/],
    ['an infinite weight', withTask({ weight: Infinity }), /^flows\.userClasses\.0\.tasks\.0\.weight: /],
    ['another method', withTask({ method: 'PUT' }), /^flows\.userClasses\.0\.tasks\.0\.method: /],
    ['a pattern without slash', withTask({ pattern: 'a/' }), /^flows\.userClasses\.0\.tasks\.0\.pattern: a path/],
    ['no check', withTask({ check: undefined }), /^flows\.userClasses\.0\.tasks\.0\.check: a function/],
    ['a class twice', { ...flows, userClasses: [userClass, userClass] }, /^flows\.userClasses: "A" is there twice/],
  ])('finds %s', (_, wrong, fault) => {
    expect(flowFaults(wrong)).toHaveLength(1);
    expect(flowFaults(wrong)[0]).toMatch(fault);
    expect(isFlows(wrong)).toBe(false);
  });

  it('finds all faults at once', () => {
    expect(
      flowFaults(withClass({ weight: 0, thinkS: [5, 2], tasks: [{ ...task, method: 'PUT', pattern: 'a' }] })),
    ).toHaveLength(4);
  });

  it('lets users go without thinking, and tasks stand twice', () => {
    expect(flowFaults(withClass({ thinkS: [0, 0], tasks: [task, task] }))).toEqual([]);
  });
});
