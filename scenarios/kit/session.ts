import http from 'k6/http';
import { type Flows, loginNames, type Task, taskName, type Visitor } from '../../runner/model/flow.ts';
import type { LoadSettings } from '../../runner/model/load-settings.ts';
import { attempterOf, type Headers, type Route } from './attempt.ts';
import { formToken } from './form-token.ts';
import { type Judgement, leadsToLogin } from './judge.ts';
import type { RecordAttempt } from './recorder.ts';
import { isOver, type LoadWindow } from './window.ts';

/** One user's dealings with the app. */
export interface Session {
  readonly loggedIn: boolean;
  /** Logs in as a browser does; null when the deadline passed in between. Does not submit a form that it did not get. */
  logIn(visitor: Visitor): Judgement | null;
  /** Does the task of an index. */
  perform(index: number, visitor: Visitor, extraHeaders?: Headers | null): Judgement;
}

/** Gives the recorder of the attempts of a name: of the task of this index, or of the log-in (null). */
export type Recorders = (name: string, task: number | null) => RecordAttempt;

type Login = Flows['login'];

/** The session of a user who is not logged in yet, and does some of these tasks. Cookies are k6's, one jar per user. */
export function sessionOf(
  login: Login,
  tasks: readonly Task[],
  settings: LoadSettings,
  window: LoadWindow,
  recorders: Recorders,
): Session {
  const attempter = attempterOf(settings, window);
  const form = formRoute(login, recorders);
  const submit = submitRoute(login, recorders);
  const routes = tasks.map((task, index) => taskRoute(task, index, login, recorders));

  function logIn(visitor: Visitor): Judgement | null {
    const got = attempter.attempt(form, { path: login.path }, visitor, null);
    if (got.outcome !== 'ok') return got;
    if (isOver(window)) return null;
    const body = formBody(login, visitor.number, formToken(attempter.answer.body, login.csrfField) ?? '');
    const headers = { 'Content-Type': formType, Referer: settings.baseUrl + login.path };
    const submitted = attempter.attempt(submit, { path: login.path, body }, visitor, headers);
    session.loggedIn = submitted.outcome === 'ok';
    return submitted;
  }

  function perform(index: number, visitor: Visitor, extraHeaders: Headers | null = null): Judgement {
    const task = tasks[index];
    const route = routes[index];
    if (task === undefined || route === undefined) throw new Error(`there is no task ${index}`);
    const request = task.request(visitor);
    const headers =
      task.method === 'GET'
        ? extraHeaders
        : { ...postHeaders(login, settings, typeof request.body === 'object'), ...extraHeaders };
    const judgement = attempter.attempt(route, request, visitor, headers);
    // Sent to the log-in or refused as unknown. 403 is a refusal to someone known.
    if (judgement.cause === 'auth' && attempter.answer.status !== 403) session.loggedIn = false;
    return judgement;
  }

  const session = { loggedIn: false, logIn, perform };
  return session;
}

function formRoute(login: Login, recorders: Recorders): Route {
  return {
    method: 'GET',
    record: recorders(loginNames(login).form, null),
    content: {
      check: ({ body }) => (formToken(body, login.csrfField) === null ? `no ${login.csrfField} in the form` : null),
    },
    isStranger: () => false,
  };
}

/** Success is a redirect that does not lead back to the log-in; the form again means that the app refused. */
function submitRoute(login: Login, recorders: Recorders): Route {
  return {
    method: 'POST',
    record: recorders(loginNames(login).submit, null),
    content: { check: ({ status }) => (status < 300 ? 'the form again' : null) },
    isStranger: (answer) => answer.status < 300 || leadsToLogin(answer, login.path),
  };
}

function taskRoute(task: Task, index: number, login: Login, recorders: Recorders): Route {
  return {
    method: task.method,
    record: recorders(taskName(task), index),
    content: task,
    isStranger: (answer) => leadsToLogin(answer, login.path),
  };
}

const formType = 'application/x-www-form-urlencoded';

function formBody(login: Login, number: number, token: string): string {
  const fields = [
    [login.usernameField, login.username(number)],
    [login.passwordField, login.password(number)],
    [login.csrfField, token],
  ];
  return fields.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

/** As the app's own pages send them, with the token as the app last set it: it is rotated at the log-in. */
function postHeaders(login: Login, { baseUrl }: LoadSettings, isJson: boolean): Headers {
  const headers: Headers = {
    'Content-Type': isJson ? 'application/json' : formType,
    Referer: `${baseUrl}/`,
  };
  const token = http.cookieJar().cookiesForURL(`${baseUrl}/`)[login.csrfCookie]?.[0];
  if (token !== undefined) headers[login.csrfHeader] = token;
  return headers;
}
