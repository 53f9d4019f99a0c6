/** Starts the app and waits until it serves. */
import http from 'node:http';
import type { App } from '../model/config.ts';
import { messageOf } from '../errors.ts';
import type { Guard } from '../warden.ts';
import { loopback, type HeldPort } from './ports.ts';
import { supervise, type Supervised } from './supervise.ts';
import { untilReady } from './until-ready.ts';

/** An app that finishes what it is doing gets this long. */
const stopWithinMs = 5000;
const answerWithinMs = 5000;

interface AppOptions {
  readonly app: App;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly port: HeldPort;
  readonly logPath: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
}

/** @throws PoolproofError `stack` with the log's tail when it dies or does not get ready; it is stopped then */
export async function startApp(options: AppOptions): Promise<Supervised> {
  const { app, command, env, cwd, port, logPath, guard, signal } = options;
  await port.release();
  const stop = { signal: 'SIGTERM', withinMs: stopWithinMs } as const;
  const server = await supervise({ name: 'app', command, cwd, env, logPath, user: null, stop }, guard);
  try {
    await untilReady({
      process: server,
      withinMs: app.readyWithinS * 1000,
      probe: () => probeHttp(port.port, app.readyPath),
      signal,
      hint: `see app.log; readyPath is ${app.readyPath}, readyWithinS is ${app.readyWithinS}`,
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** Null when it answers 2xx. On a connection of its own, so that none stays behind in the app. */
export function probeHttp(port: number, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { host: loopback, port, path, agent: false, timeout: answerWithinMs };
    const request = http.get(options, (response) => {
      response.resume();
      response.once('error', (error) => resolve(messageOf(error)));
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        resolve(status >= 200 && status < 300 ? null : `GET ${path} answered ${status}`);
      });
    });
    request.once('timeout', () =>
      request.destroy(new Error(`GET ${path}: no answer within ${answerWithinMs / 1000} s`)),
    );
    request.once('error', (error) => resolve(messageOf(error)));
  });
}
