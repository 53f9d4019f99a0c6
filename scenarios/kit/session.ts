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
  isLoggedIn(): boolean;
  /** Logs in as a browser does; null when the deadline passed in between. Does not submit a form that it did not get. */
  logIn(visitor: Visitor): Judgement | null;
  perform(task: Task, visitor: Visitor, extraHeaders?: Headers): Judgement;
}

/** Gives the recorder of the attempts of a name. */
export type Recorders = (name: string) => RecordAttempt;

/** The session of a user who is not logged in yet. Cookies are k6's, one jar per user. */
export function sessionOf({ login }: Flows, settings: LoadSettings, window: LoadWindow, recorders: Recorders): Session {
  const attempter = attempterOf(settings, window);
  const form = formRoute(login, recorders);
  const submit = submitRoute(login, recorders);
  const routes = new Map<Task, Route>();
  let loggedIn = false;

  function logIn(visitor: Visitor): Judgement | null {
    const got = attempter.attempt(form, { path: login.path }, visitor, null);
    if (got.outcome !== 'ok') return got;
    if (isOver(window)) return null;
    const body = formBody(login, visitor.number, formToken(attempter.answer.body, login.csrfField) ?? '');
    const headers = { 'Content-Type': formType, Referer: settings.baseUrl + login.path };
    const submitted = attempter.attempt(submit, { path: login.path, body }, visitor, headers);
    loggedIn = submitted.outcome === 'ok';
    return submitted;
  }

  function perform(task: Task, visitor: Visitor, extraHeaders: Headers | null = null): Judgement {
    let route = routes.get(task);
    if (route === undefined) {
      route = taskRoute(task, login, recorders);
      routes.set(task, route);
    }
    const request = task.request(visitor);
    const headers =
      task.method === 'POST' ? { ...postHeaders(login, settings, typeof request.body), ...extraHeaders } : extraHeaders;
    const judgement = attempter.attempt(route, request, visitor, headers);
    // Sent to the log-in or refused as unknown. 403 is a refusal to someone known.
    if (judgement.cause === 'auth' && attempter.answer.status !== 403) loggedIn = false;
    return judgement;
  }

  return { isLoggedIn: () => loggedIn, logIn, perform };
}

type Login = Flows['login'];

function formRoute(login: Login, recorders: Recorders): Route {
  return {
    method: 'GET',
    record: recorders(loginNames(login).form),
    isStranger: () => false,
    check: ({ body }) => (formToken(body, login.csrfField) === null ? `no ${login.csrfField} in the form` : null),
  };
}

/** Success is a redirect that does not lead back to the log-in; the form again means that the app refused. */
function submitRoute(login: Login, recorders: Recorders): Route {
  return {
    method: 'POST',
    record: recorders(loginNames(login).submit),
    isStranger: (answer) => answer.status < 300 || leadsToLogin(answer, login.path),
    check: () => null,
  };
}

function taskRoute(task: Task, login: Login, recorders: Recorders): Route {
  return {
    method: task.method,
    record: recorders(taskName(task)),
    isStranger: (answer) => leadsToLogin(answer, login.path),
    check: (answer, request, visitor) => task.check(answer, request, visitor),
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
function postHeaders(login: Login, { baseUrl }: LoadSettings, body: string): Headers {
  const headers: Headers = {
    'Content-Type': body === 'object' ? 'application/json' : formType,
    Referer: `${baseUrl}/`,
  };
  const token = http.cookieJar().cookiesForURL(`${baseUrl}/`)[login.csrfCookie]?.[0];
  if (token !== undefined) headers[login.csrfHeader] = token;
  return headers;
}
