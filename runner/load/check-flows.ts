/** Checks what a flow module exports and reports every fault with its path. Pure. */
import { z } from 'zod';
import type { Flows } from '../model/flow.ts';

const fn = z.custom<(...parameters: never) => unknown>((value) => typeof value === 'function', 'a function');
const name = z.string().min(1, 'a name');
const weight = z.number().positive('a weight above 0');
const path = z.string().startsWith('/', 'a path that starts with /');

const taskSchema = z.object({
  weight,
  method: z.enum(['GET', 'POST']),
  pattern: path,
  request: fn,
  check: fn,
});

const thinkSchema = z
  .tuple([z.number().min(0), z.number()])
  .refine(([leastS, mostS]) => leastS <= mostS, 'the least think time first, then the most');

const userClassSchema = z.object({
  name,
  weight,
  thinkS: thinkSchema,
  tasks: z.array(taskSchema).min(1, 'at least one task'),
});

const flowsSchema = z.object({
  login: z.object({
    path,
    usernameField: name,
    passwordField: name,
    csrfField: name,
    csrfCookie: name,
    csrfHeader: name,
    username: fn,
    password: fn,
  }),
  userClasses: z.array(userClassSchema).min(1, 'at least one class of users'),
});

/** What is wrong with `flows`, one line each; none when it is right. */
export function flowFaults(flows: unknown): string[] {
  const parsed = flowsSchema.safeParse(flows);
  const issues = parsed.success ? [] : parsed.error.issues;
  return [
    ...issues.map((issue) => `${['flows', ...issue.path].join('.')}: ${issue.message}`),
    ...repeatedClasses(flows),
  ];
}

const looseClasses = z.object({ userClasses: z.array(z.object({ name: z.string() }).catch({ name: '' })) });

/** Classes of the same name would be counted as one. Tasks may repeat: attempts of the same name add up. */
function repeatedClasses(flows: unknown): string[] {
  const loose = looseClasses.safeParse(flows);
  const names = loose.success ? loose.data.userClasses.map((userClass) => userClass.name) : [];
  return names
    .filter((each, index) => each !== '' && names.indexOf(each) !== index)
    .map((each) => `flows.userClasses: "${each}" is there twice`);
}

/** Narrows what a flow module exports to `Flows`. */
export function isFlows(flows: unknown): flows is Flows {
  return flowFaults(flows).length === 0;
}
