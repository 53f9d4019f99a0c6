/**
 * Flows as data: what users do. A flow module holds no imports of k6 or Node, so that k6 replays it and the runner reads
 * its weights and think times.
 */

/** What a check may look at. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  header(name: string): string | undefined;
}

/** Who makes a request: user `number` counts from 1; `pick(n)` draws an integer in [0, n) from the user's own stream. */
export interface Visitor {
  readonly number: number;
  pick(n: number): number;
}

/** One request of a task, its parameters drawn. `body` is sent as JSON when it is an object. */
export interface TaskRequest {
  readonly path: string;
  readonly body?: string | Readonly<Record<string, unknown>>;
}

/** One thing a user does. Its attempts are named `METHOD pattern`. */
export interface Task {
  readonly weight: number;
  readonly method: 'GET' | 'POST';
  /** The path with its parameters in brackets, as it is named in reports: `/api/project/[id]/rekap/`. */
  readonly pattern: string;
  request(visitor: Visitor): TaskRequest;
  /** Null when the page is right, else what is wrong with it in a few words. A wrong page fails with cause `content`. */
  check(answer: Answer, request: TaskRequest, visitor: Visitor): string | null;
}

/** A kind of user. */
export interface UserClass {
  readonly name: string;
  readonly weight: number;
  /** Think time after each task, drawn uniformly from [least, most], in seconds. */
  readonly thinkS: readonly [number, number];
  readonly tasks: readonly Task[];
}

/** How users log in, as a browser does: get the form, post it with its token, be redirected elsewhere. */
export interface Login {
  readonly path: string;
  readonly usernameField: string;
  readonly passwordField: string;
  readonly csrfField: string;
  readonly csrfCookie: string;
  readonly csrfHeader: string;
  username(visitorNumber: number): string;
  password(visitorNumber: number): string;
}

/** What a flow module exports as `flows`. */
export interface Flows {
  readonly login: Login;
  readonly userClasses: readonly UserClass[];
}

/** The name under which a task's attempts are counted. */
export function taskName(task: Pick<Task, 'method' | 'pattern'>): string {
  return `${task.method} ${task.pattern}`;
}

/** The names of the two attempts of a log-in: the form and its submission. */
export function loginNames(login: Pick<Login, 'path'>): { readonly form: string; readonly submit: string } {
  return { form: `GET ${login.path}`, submit: `POST ${login.path}` };
}
