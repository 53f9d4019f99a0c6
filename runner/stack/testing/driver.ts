/**
 * A runner for tests that need one they can kill, or one of another user: brings up one arm, says so in a line of JSON, and
 * stops everything when its standard input ends.
 */
import { once } from 'node:events';
import { armSchema, configSchema } from '../../model/config.ts';
import { pgbouncer } from '../../provision/pgbouncer.ts';
import { postgres } from '../../provision/postgres.ts';
import { provide } from '../../provision/provide.ts';
import { findServiceUser } from '../../provision/service-user.ts';
import { startGuard } from '../../warden.ts';
import { createNativeStack, type NativeStackOptions } from '../native.ts';

/** One argument, as JSON. */
export interface DriverRequest {
  readonly cacheDir: string;
  readonly packageRoot: string;
  /** The seed's folder, and the app's. */
  readonly root: string;
  readonly seed: string;
  readonly appCommand: readonly string[];
  readonly segmentDir: string;
  /** Null: the driver provides them itself. */
  readonly tools: NativeStackOptions['tools'] | null;
}

export interface DriverReport {
  readonly pids: readonly number[];
  readonly ports: readonly number[];
  readonly dir: string;
  readonly tools: Readonly<Record<string, { readonly source: string }>>;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main({
  cacheDir,
  packageRoot,
  root,
  seed,
  appCommand,
  segmentDir,
  ...given
}: DriverRequest): Promise<void> {
  const serviceUser = await findServiceUser(process.getuid?.() ?? -1);
  const context = { env: process.env, cacheDir, packageRoot, serviceUser, log };
  const tools = given.tools ?? {
    postgres: await provide(postgres, context),
    pgbouncer: await provide(pgbouncer, context),
    redis: null,
  };
  const arm = armSchema.parse({ name: 'direct', via: 'postgres' });
  const app = { command: [...appCommand], readyPath: '/ready' };
  const config = configSchema.parse({ apps: { app }, database: { seed: [seed] }, arms: [arm], benches: {} });
  const guard = await startGuard(cacheDir);
  const { signal } = new AbortController();
  const [appConfig] = Object.values(config.apps);
  if (appConfig === undefined) throw new Error('no app');
  const { database, pooler } = config;
  const common = { serviceUser, guard, signal, cacheDir, env: process.env, log, root };
  const stack = await createNativeStack({ ...common, app: appConfig, database, pooler, arms: [arm], tools });
  const running = await stack.start(arm, segmentDir);
  const report: DriverReport = {
    pids: running.processes.map(({ pid }) => pid),
    ports: [Number(new URL(running.baseUrl).port), running.postgres.port, running.poolerConsole.port],
    dir: guard.dir,
    tools: stack.tools,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await running.stop();
  await stack.close();
  await guard.close();
}

await main(JSON.parse(process.argv[2] ?? ''));
