import type { Flows } from '../../runner/model/flow.ts';
import { apiUser } from './api-user.ts';
import { browsingUser } from './browsing-user.ts';
import { heavyUser } from './heavy-user.ts';
import { mutationUser } from './mutation-user.ts';

/**
 * The reference case: a construction-cost planner. Weights and think times are those of its team's own load test, a
 * Locust file with four kinds of users and 104 tasks.
 */
export const flows: Flows = {
  login: {
    path: '/accounts/login/',
    usernameField: 'username',
    passwordField: 'password',
    csrfField: 'csrfmiddlewaretoken',
    csrfCookie: 'csrftoken',
    csrfHeader: 'X-CSRFToken',
    username: (number) => `loadtest${String(number).padStart(3, '0')}`,
    password: () => 'poolproof-load',
  },
  userClasses: [browsingUser, apiUser, heavyUser, mutationUser],
};
