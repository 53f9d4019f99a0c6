import { flowsOf, get, post, userClass } from './flows.ts';

/** One class for each way in which an attempt can end; the app knows them by their paths. */
export const flows = flowsOf(
  ...['right', 'wrong', 'refusing', 'limiting', 'stranger', 'slow'].map((name) =>
    userClass(name, [0.2, 0.2], [get(`/${name}/[id]/`)]),
  ),
  // A POST, which Go's transport does not quietly send again over a new connection.
  userClass('breaking', [0.2, 0.2], [post('/breaking/[id]/')]),
);
