/** All checks of a standing stack, one after the other: some count what the others must not do meanwhile. */
import { messageOf } from '../../errors.ts';
import { checkAppSettings } from './app-settings.ts';
import { checkAuthentication } from './authentication.ts';
import { checkBurst } from './burst.ts';
import { checkConsoleAccess } from './console-access.ts';
import { checkEnvironment } from './environment.ts';
import { failed, startAnew, withFlags, type Finding } from './finding.ts';
import { checkLogs } from './log-errors.ts';
import { checkMigrations } from './migrations.ts';
import { checkPooledQuery } from './pooled-query.ts';
import { checkPoolerSettings } from './pooler-settings.ts';
import { checkProcesses } from './processes.ts';
import type { Subject } from './subject.ts';
import { checkToggle } from './toggle-proof.ts';

export interface Checked extends Finding {
  readonly name: string;
}

/** The first six are the reference case's five, and whether all parts run. */
const checks: Readonly<Record<string, (subject: Subject) => Finding | Promise<Finding>>> = {
  environment: checkEnvironment,
  processes: checkProcesses,
  'app settings': checkAppSettings,
  'pooled query': checkPooledQuery,
  pgbouncer: checkPoolerSettings,
  migrations: checkMigrations,
  'toggle proof': checkToggle,
  authentication: checkAuthentication,
  console: checkConsoleAccess,
  burst: checkBurst,
  logs: checkLogs,
};

/** A check that cannot be made has failed. @throws the reason of the interrupt, and nothing else */
export async function* verify(subject: Subject): AsyncGenerator<Checked> {
  const { asked, kind } = subject.standing.state;
  const flags = { pooled: asked.arm.via === 'pooler', appName: asked.appName, kind };
  for (const [name, check] of Object.entries(checks)) {
    subject.interrupted.throwIfAborted();
    yield { name, ...withFlags(await attempt(check, subject), flags) };
  }
}

async function attempt(check: (subject: Subject) => Finding | Promise<Finding>, subject: Subject): Promise<Finding> {
  try {
    return await check(subject);
  } catch (error) {
    subject.interrupted.throwIfAborted();
    return failed(messageOf(error), startAnew);
  }
}
