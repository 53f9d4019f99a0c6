/** What an arm's app, and the tool that checks its migrations, are started with. */
import path from 'node:path';
import type { Arm } from '../model/config.ts';
import type { AppTool } from '../model/standing.ts';
import { appCommand, appEnv } from './app-command.ts';
import { appRootOf } from './bundle-app.ts';
import type { Prepared } from './native-segment.ts';
import { loopback, type HeldPorts } from './ports.ts';
import { redisUrl } from './redis.ts';

interface AppLaunch {
  readonly app: AppTool;
  /** Null when the app has no such command. */
  readonly migrationsCheck: AppTool | null;
}

/** @throws PoolproofError `config` when `{bundle}` is used and nothing is bundled */
export function appLaunch(prepared: Prepared, arm: Arm, ports: HeldPorts): AppLaunch {
  const { app, database, template } = prepared;
  const appRoot = appRootOf(arm, prepared.root);
  const surroundings = {
    appRoot,
    bundlePath: prepared.bundles.get(appRoot)?.path ?? null,
    listenHost: loopback,
    pythonPath: prepared.pythons?.get(appRoot)?.path ?? null,
    port: ports.app.port,
    poolerPort: ports.pooler.port,
    redisUrl: prepared.tools.redis === null ? null : redisUrl(ports.redis.port),
    database: {
      host: loopback,
      port: ports.postgres.port,
      database: database.name,
      user: database.role,
      password: template.secrets.rolePassword,
    },
    runnerEnv: prepared.env,
    nodeDir: path.dirname(process.execPath),
  };
  const env = appEnv(app, arm, surroundings);
  const check = app.migrationsCheck;
  return {
    app: { command: appCommand(app, surroundings), env, cwd: appRoot },
    migrationsCheck: check === undefined ? null : { command: appCommand(app, surroundings, check), env, cwd: appRoot },
  };
}
