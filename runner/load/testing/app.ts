/** A small app with log-in, sessions and CSRF tokens, which answers as the test wants and remembers what it was asked. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request as the app saw it. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  /** The number of the user whose session or log-in it is; null for a stranger. */
  readonly user: number | null;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which of the app's sockets it came over. */
  readonly socket: number;
}

/** How the app answers: null as it should. */
export type Behaviour =
  | null
  | 'reset'
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string | string[]>; readonly body?: string };

export interface TestApp {
  readonly baseUrl: string;
  readonly visits: readonly Visit[];
  /** Closes the port and every socket. */
  close(): Promise<void>;
}

/** Starts the app on a free port. `behave` is asked about every request. */
export async function startTestApp(behave: (visit: Visit) => Behaviour = () => null): Promise<TestApp> {
  const visits: Visit[] = [];
  const tokens = new Map<string, string>();
  const sockets: Socket[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void serve(request, response);
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const visit = await readVisit(request, sockets.indexOf(request.socket));
    visits.push(visit);
    answer(visit, behave(visit), response, tokens);
  }
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    visits,
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readVisit(request: IncomingMessage, socket: number): Promise<Visit> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { method = '', url: path = '', headers } = request;
  const user = /username=user(\d+)/.exec(body)?.[1] ?? cookie(headers, 'sessionid')?.split('-')[0];
  return { method, path, user: user === undefined ? null : Number(user), headers, body, socket };
}

function cookie(headers: IncomingMessage['headers'], name: string): string | undefined {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(headers.cookie ?? '')?.[1];
}

function answer(visit: Visit, behaviour: Behaviour, response: ServerResponse, tokens: Map<string, string>): void {
  if (behaviour === 'hang') return;
  if (behaviour === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers = {}, body = '' } = behaviour ?? asItShould(visit, tokens);
  response.writeHead(status, headers).end(body);
}

function asItShould(visit: Visit, tokens: Map<string, string>): Exclude<Behaviour, null | string> {
  const { method, path, user, headers } = visit;
  if (path === '/login/' && method === 'GET') {
    const token = randomUUID();
    const form = `<input type="hidden" name="csrfmiddlewaretoken" value="${token}">`;
    return { status: 200, headers: { 'set-cookie': `csrftoken=${token}; Path=/` }, body: form };
  }
  if (path === '/login/') {
    const token = cookie(headers, 'csrftoken') ?? 'none';
    if (!visit.body.includes(`csrfmiddlewaretoken=${token}`)) return { status: 403, body: 'CSRF' };
    if (!visit.body.includes(`password=p%26${user}`)) return { status: 200, body: 'wrong password' };
    const session = `${user}-${randomUUID()}`;
    tokens.set(session, randomUUID());
    const setCookies = `sessionid=${session}; Path=/; HttpOnly`;
    const rotated = `csrftoken=${tokens.get(session)}; Path=/`;
    return { status: 302, headers: { location: '/home/', 'set-cookie': [setCookies, rotated] }, body: '' };
  }
  if (user === null) return { status: 302, headers: { location: `/login/?next=${path}` } };
  if (method === 'POST' && headers['x-csrftoken'] !== tokens.get(cookie(headers, 'sessionid') ?? ''))
    return { status: 403, body: 'CSRF' };
  return { status: 200, body: `{"ok":true,"user":${user}}` };
}
