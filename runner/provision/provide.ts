/** Resolves tools: the first source wins that has it or can fetch it. */
import { PoolproofError } from '../errors.ts';
import { k6 } from './k6.ts';
import { pgbouncer } from './pgbouncer.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import type { Finding, ProvidedTool, ProvisionContext, ToolSpec } from './tool.ts';

/** The tools that every native stack needs. */
export const nativeTools = { k6, postgres, pgbouncer } as const;
export type NativeTools = {
  readonly [name in keyof typeof nativeTools]: (typeof nativeTools)[name] extends ToolSpec<infer T> ? T : never;
};

/**
 * Where a tool is, or how it would be had. Changes nothing.
 * @throws PoolproofError `missing-tool` when what the user named (POOLPROOF_K6 …) cannot be used
 */
export async function survey<T extends ProvidedTool>(
  tool: ToolSpec<T>,
  context: ProvisionContext,
): Promise<Finding<T>> {
  const whys: string[] = [];
  for (const source of tool.sources) {
    const finding = await source(context);
    if (finding.state !== 'absent') return finding;
    whys.push(finding.why);
  }
  return { state: 'absent', why: whys.join('; ') };
}

/**
 * Makes a tool available, building or downloading it into the cache when it must.
 * @throws PoolproofError `missing-tool` when no source has it, or fetching fails (nothing is left behind then)
 */
export async function provide<T extends ProvidedTool>(tool: ToolSpec<T>, context: ProvisionContext): Promise<T> {
  const finding = await survey(tool, context);
  if (finding.state === 'found') return finding.tool;
  if (finding.state === 'absent') {
    throw new PoolproofError('missing-tool', `no ${tool.name}: ${finding.why}`, { hint: tool.hint });
  }
  context.log(`${tool.name}: ${finding.from}`);
  return await finding.fetch();
}

/** The servers of a native stack; Redis is null where no arm needs it. */
export interface ServerTools extends Pick<NativeTools, 'postgres' | 'pgbouncer'> {
  readonly redis: ProvidedTool | null;
}

/** Makes all tools of the native stack available: at the same time, since they come from different places. */
export async function provisionAll(
  context: ProvisionContext,
  withRedis: boolean,
): Promise<ServerTools & Pick<NativeTools, 'k6'>> {
  const [k6Tool, servers] = await Promise.allSettled([provide(k6, context), provisionServers(context, withRedis)]);
  return { k6: valueOf(k6Tool), ...valueOf(servers) };
}

/** Those that a stack without load needs. */
export async function provisionServers(context: ProvisionContext, withRedis: boolean): Promise<ServerTools> {
  const [postgresTool, pgbouncerTool, redisTool] = await Promise.allSettled([
    provide(postgres, context),
    provide(pgbouncer, context),
    withRedis ? provide(redis, context) : null,
  ]);
  // Only once all have ended, so that nothing goes on unpacking behind an error.
  return { postgres: valueOf(postgresTool), pgbouncer: valueOf(pgbouncerTool), redis: valueOf(redisTool) };
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'fulfilled') return settled.value;
  throw settled.reason;
}
