import { flowsOf, get, userClass } from './flows.ts';

/** Who waits until the end: one for an answer, one in thought. */
export const flows = flowsOf(
  userClass('hanging', [0.1, 0.1], [get('/hanging/[id]/')]),
  userClass('thinking', [60, 60], [get('/thinking/[id]/')]),
);
