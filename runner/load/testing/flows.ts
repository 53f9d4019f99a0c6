/** What the flow modules of the tests are made of. */
import type { Flows, Task, UserClass } from '../../model/flow.ts';

const login: Flows['login'] = {
  path: '/login/',
  usernameField: 'username',
  passwordField: 'password',
  csrfField: 'csrfmiddlewaretoken',
  csrfCookie: 'csrftoken',
  csrfHeader: 'X-CSRFToken',
  username: (number) => `user${number}`,
  password: (number) => `p&${number}`,
};

export function get(pattern: string, weight = 1): Task {
  return {
    weight,
    method: 'GET',
    pattern,
    request: ({ number }) => ({ path: pattern.replace('[id]', String(number)) }),
    check: ({ body }, _request, { number }) =>
      body.startsWith(`{"ok":true,"user":${number}}`) ? null : `body ${body.slice(0, 20)}`,
  };
}

export function post(pattern: string, weight = 1): Task {
  return {
    ...get(pattern, weight),
    method: 'POST',
    request: (visitor) => ({
      path: pattern.replace('[id]', String(visitor.number)),
      body: { drawn: visitor.pick(1_000_000) },
    }),
  };
}

/** One user of each class: classes of equal weights are dealt in turn. */
export function userClass(name: string, thinkS: UserClass['thinkS'], tasks: readonly Task[]): UserClass {
  return { name, weight: 1, thinkS, tasks };
}

export function flowsOf(...userClasses: readonly UserClass[]): Flows {
  return { login, userClasses };
}
