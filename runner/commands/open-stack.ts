/** The stack that a run asks for, and the tools that this kind of stack needs. */
import type { Config } from '../model/config.ts';
import { needsRedis } from '../model/needs-redis.ts';
import type { ResolvedRun } from '../config/resolve.ts';
import type { Host } from '../host.ts';
import { k6 } from '../provision/k6.ts';
import { type NativeTools, provide, provisionAll } from '../provision/provide.ts';
import type { ProvisionContext } from '../provision/tool.ts';
import { createComposeStack } from '../stack/compose/compose-stack.ts';
import { findEngine } from '../stack/compose/engine.ts';
import { createNativeStack } from '../stack/native.ts';
import type { Stack } from '../stack/stack.ts';
import type { Guard } from '../warden.ts';
import { providePythons } from '../stack/provide-pythons.ts';

/** What a run is made on; k6 is always one of this machine. */
export interface OpenedStack {
  readonly stack: Stack;
  readonly k6: NativeTools['k6'];
}

/** @throws PoolproofError when a tool is missing or the stack cannot be prepared; what was begun ends with the guard then */
export async function openStack(
  request: { readonly host: Host; readonly config: Config; readonly run: ResolvedRun },
  context: ProvisionContext,
  guard: Guard,
): Promise<OpenedStack> {
  const { host, config, run } = request;
  const common = {
    app: run.app,
    database: config.database,
    pooler: config.pooler,
    arms: run.arms,
    root: host.cwd,
    cacheDir: context.cacheDir,
    guard,
    env: host.env,
    log: host.say,
    signal: host.interrupted,
  };
  if (run.stack === 'compose') {
    const engine = await findEngine(host.env);
    const generator = await provide(k6, context);
    return { stack: await createComposeStack({ ...common, appName: run.appName, engine }), k6: generator };
  }
  const tools = await provisionAll(context, needsRedis(run.arms));
  const pythons = await providePythons(run.app, run.arms, host.cwd, context);
  const { serviceUser } = context;
  return { stack: await createNativeStack({ ...common, tools, pythons, serviceUser }), k6: tools.k6 };
}
