import { flowsOf, get, post, userClass } from './flows.ts';

const tasks = [get('/a/[id]/', 4), get('/b/[id]/', 3), post('/c/[id]/', 2), post('/d/[id]/')];

/** Tasks of different weights, quick users. */
export const flows = flowsOf(userClass('first', [0.1, 0.3], tasks), userClass('second', [0.1, 0.2], tasks));
