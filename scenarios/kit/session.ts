import http from 'k6/http';
import { type Flows, loginNames, type Task, taskName, type Visitor } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { type Attempted, attempterOf, type Request } from './attempt.ts';
import { formToken } from './form-token.ts';
import { type Judgement, leadsToLogin } from './judge.ts';
import type { RecordAttempt } from './recorder.ts';
import { isOver, type LoadWindow } from './window.ts';

/** One user's dealings with the app. */
export interface Session {
  isLoggedIn(): boolean;
  /** Logs in as a browser does; null when the deadline passed in between. Does not submit a form that it did not get. */
  logIn(): Judgement | null;
  perform(task: Task, visitor: Visitor, extraHeaders?: Readonly<Record<string, string>>): Judgement;
}

/** Gives the recorder of attempts of a name. */
export type Recorders = (name: string) => RecordAttempt;

/** The session of user `number`, not logged in yet. Cookies are k6's, one jar per user. */
export function sessionOf(
  { login }: Flows,
  settings: LoadSettings,
  window: LoadWindow,
  number: number,
  recorders: Recorders,
): Session {
  const attempt = attempterOf(settings, window);
  const names = loginNames(login);
  const [recordForm, recordSubmit] = [recorders(names.form), recorders(names.submit)];
  const recordTask = new Map<Task, RecordAttempt>();
  let loggedIn = false;

  function logIn(): Judgement | null {
    const form = attempt(formRequest(login), recordForm);
    if (form.judgement.outcome !== 'ok') return form.judgement;
    if (isOver(window)) return null;
    const submitted = attempt(submitRequest(login, settings, number, form), recordSubmit);
    loggedIn = submitted.judgement.outcome === 'ok';
    return submitted.judgement;
  }

  function perform(task: Task, visitor: Visitor, extraHeaders: Readonly<Record<string, string>> = {}): Judgement {
    let record = recordTask.get(task);
    if (record === undefined) {
      record = recorders(taskName(task));
      recordTask.set(task, record);
    }
    const { exchange, judgement } = attempt(taskRequest(task, visitor, login, settings, extraHeaders), record);
    if (judgement.cause === 'auth' && exchange.status !== 403) loggedIn = false;
    return judgement;
  }

  return { isLoggedIn: () => loggedIn, logIn, perform };
}

type Login = Flows['login'];

function formRequest(login: Login): Request {
  return {
    method: 'GET',
    path: login.path,
    body: null,
    headers: null,
    isStranger: () => false,
    check: (answer) => (formToken(answer.body, login.csrfField) === null ? `no ${login.csrfField} in the form` : null),
  };
}

/** Success is a redirect that does not lead back to the log-in; the form again means that the app refused. */
function submitRequest(login: Login, settings: LoadSettings, number: number, form: Attempted): Request {
  const fields = {
    [login.usernameField]: login.username(number),
    [login.passwordField]: login.password(number),
    [login.csrfField]: formToken(form.exchange.body, login.csrfField) ?? '',
  };
  return {
    method: 'POST',
    path: login.path,
    body: Object.entries(fields)
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&'),
    headers: { 'Content-Type': formType, Referer: settings.baseUrl + login.path },
    isStranger: (answer) => answer.status < 300 || leadsToLogin(answer, login.path),
    check: () => null,
  };
}

const formType = 'application/x-www-form-urlencoded';

function taskRequest(
  task: Task,
  visitor: Visitor,
  login: Login,
  settings: LoadSettings,
  extraHeaders: Readonly<Record<string, string>>,
): Request {
  const request = task.request(visitor);
  const { body } = request;
  const headers: Record<string, string> = { ...extraHeaders };
  if (task.method === 'POST') {
    headers['Content-Type'] = typeof body === 'object' ? 'application/json' : formType;
    headers['Referer'] = `${settings.baseUrl}/`;
    const token = csrfToken(login, settings);
    if (token !== undefined) headers[login.csrfHeader] = token;
  }
  return {
    method: task.method,
    path: request.path,
    body: body === undefined ? null : typeof body === 'object' ? JSON.stringify(body) : body,
    headers,
    isStranger: (answer) => leadsToLogin(answer, login.path),
    check: (answer) => task.check(answer, request, visitor),
  };
}

/** The token as the app last set it: it is rotated at the log-in. */
function csrfToken(login: Login, settings: LoadSettings): string | undefined {
  return http.cookieJar().cookiesForURL(`${settings.baseUrl}/`)[login.csrfCookie]?.[0];
}
