import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import type { Host } from '../host.ts';
import type { HealthyState } from '../model/standing.ts';
import { resolveAsked, type UpFlags } from '../standing/asked.ts';
import { envFileOf } from '../standing/env-file.ts';
import { putUp } from '../standing/standing.ts';
import { provisionContext } from './provision-context.ts';

/** `poolproof up`: only the stack, left running for a person. */
export function upCommand(host: Host): Command {
  return new Command('up')
    .description('start Postgres, PgBouncer and the app, and leave them running for a person')
    .option('--pooled', 'connect the app through PgBouncer (default: straight to Postgres)')
    .option('--app <name>', 'an app of poolproof.config.ts (default: the first)')
    .option('--stack <name>', 'where they run: native (default), compose')
    .addHelpText('after', environmentHelp)
    .action(async (flags: UpFlags) => {
      const config = await loadConfig(host.cwd, host.packageRoot);
      const asked = resolveAsked(config, flags, host.env, host.cwd);
      const { pid, now, interrupted } = host;
      const state = await putUp(asked, { context: await provisionContext(host), pid, now, interrupted });
      host.out(renderUp(state));
    });
}

const environmentHelp = `
From the environment, else from .env, which is written (mode 0600):
  POSTGRES_PASSWORD                        of the app's role (default: generated)
  POSTGRES_PORT, PGBOUNCER_PORT, APP_PORT  (default: free ports are picked)`;

/** Where everything is, and what to do next. Never the password. */
export function renderUp({ asked, parts }: HealthyState): string {
  const pooled = asked.arm.via === 'pooler';
  const { poolMode, defaultPoolSize } = asked.pooler;
  return `app        ${parts.baseUrl} (${asked.appName}, ${pooled ? 'through PgBouncer' : 'straight to Postgres'})
pgbouncer  ${parts.poolerConsole.host}:${parts.poolerConsole.port} (${poolMode} pooling, ${defaultPoolSize} servers${pooled ? '' : '; idle'})
postgres   ${parts.postgres.host}:${parts.postgres.port} (database ${asked.database.name}, role ${asked.database.role})
password   in ${envFileOf(asked.project)}

next: npx poolproof verify   checks that ${pooled ? 'the app goes through the pooler' : 'everything is as asked'}
      npx poolproof pools    shows the pools live
      npx poolproof down     stops it
`;
}
