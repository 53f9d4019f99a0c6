import type { Flows } from '../../model/flow.ts';

export const flows: Flows = {
  login: {
    path: '/login',
    usernameField: 'user',
    passwordField: 'password',
    csrfField: 'token',
    csrfCookie: 'token',
    csrfHeader: 'X-Token',
    username: (number) => `user${number}`,
    password: () => 'secret',
  },
  userClasses: [
    {
      name: 'reader',
      weight: 1,
      thinkS: [1, 2],
      tasks: [
        {
          weight: 1,
          method: 'GET',
          pattern: '/page',
          request: () => ({ path: '/page' }),
          check: ({ body }) => (body === 'the right page' ? null : 'it is another page'),
        },
      ],
    },
  ],
};
