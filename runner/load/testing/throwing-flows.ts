import { flowsOf, get, userClass } from './flows.ts';

/** A check with a fault in it that the requests before the load do not meet: user 1 is the only one of the load. */
export const flows = flowsOf(
  userClass(
    'throwing',
    [0.1, 0.1],
    [
      {
        ...get('/throwing/[id]/'),
        check: (_answer, _request, { number }) => {
          if (number === 1) throw new TypeError('the check of user 1 is broken');
          return null;
        },
      },
    ],
  ),
);
