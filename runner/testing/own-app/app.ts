import { createServer } from 'node:http';

const fault = process.env['FAULT'];
/** So many log-ins are let in; the first of them is made before the load. */
const mostLogins = Number(process.env['LOGIN_RATE_LIMIT'] ?? Infinity);
let logins = 0;

if (fault === 'exits') {
  process.stderr.write('the licence key has run out\n');
  process.exitCode = 3;
} else {
  listen();
}

function listen(): void {
  const server = createServer((request, response) => {
    const { url = '' } = request;
    if (url === '/ready') {
      response.statusCode = fault === 'never ready' ? 503 : 200;
      response.end('still warming up');
      return;
    }
    if (url === '/login' && request.method === 'POST') {
      logins += 1;
      if (logins > mostLogins) {
        response.writeHead(429).end('too many log-ins');
        return;
      }
      response.writeHead(302, { Location: '/page', 'Set-Cookie': 'token=two' }).end();
      return;
    }
    if (url === '/login') {
      response.setHeader('Set-Cookie', 'token=one');
      response.end('<form><input name="token" value="one"></form>');
      return;
    }
    if (fault === 'hangs') return;
    response.end(fault === 'wrong page' ? 'Service unavailable' : 'the right page');
  });
  server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.stdout.write('listening\n'));
  process.on('SIGTERM', () => server.close().closeAllConnections());
}
