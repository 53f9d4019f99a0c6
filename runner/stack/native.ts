/** The stack without Docker and without root: Postgres, PgBouncer and the app as processes of this machine. */
import path from 'node:path';

import type { Arm } from '../model/config.ts';
import type { Tool } from '../model/plan.ts';
import type { RunningStack } from '../model/stack.ts';
import { bundleApps } from './bundle-app.ts';
import { startSegment, type Prepared } from './native-segment.ts';
import type { Stack } from './stack.ts';
import { createStarts } from './starts.ts';
import { secretsOf } from './secrets.ts';
import { ensureTemplate } from './template.ts';

/** `signal` ends what is under way; `guard` outlives the stack. */
export interface NativeStackOptions extends Omit<Prepared, 'template' | 'bundles'> {
  readonly cacheDir: string;
  /** Every arm that will be started. */
  readonly arms: readonly Arm[];
}

/**
 * Prepares what all segments share: the template database and the bundled app.
 * @throws PoolproofError `config` for SQL or an app that cannot be loaded, `stack`, `interrupted`
 */
export async function createNativeStack(options: NativeStackOptions): Promise<Stack> {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, options.signal]);
  const template = await ensureTemplate({
    ...options,
    tool: options.tools.postgres,
    user: options.serviceUser,
    signal,
  });
  const { bundle } = options.app;
  const bundles =
    bundle === undefined ? new Map() : await bundleApps(bundle, options.arms, options.root, options.guard.dir);
  const secrets = secretsOf(template.secrets, options.rolePassword);
  const prepared = { ...options, template: { ...template, secrets }, bundles, signal };
  const starts = createStarts<RunningStack>();
  return {
    tools: toolsOf(prepared),
    start: (arm, segmentDir) => starts.add(startSegment(prepared, arm, segmentDir, `segment-${starts.count() + 1}`)),
    async close() {
      closing.abort();
      await starts.stopAll();
    },
  };
}

function toolsOf({ tools, template, bundles, pythons, root }: Prepared): Stack['tools'] {
  const apps = [...bundles].map(([appRoot, { sha256 }], index): [string, Tool] => [
    numbered('app', index),
    { version: sha256.slice(0, 12), source: `bundled from ${path.relative(root, appRoot) || '.'}`, sha256 },
  ]);
  return {
    postgres: planned(tools.postgres),
    pgbouncer: planned(tools.pgbouncer),
    ...(tools.redis === null ? {} : { redis: planned(tools.redis) }),
    database: { version: template.key, source: template.source, sha256: null },
    ...Object.fromEntries(apps),
    ...Object.fromEntries(
      [...(pythons ?? [])].map(([, python], index) => [numbered('python', index), planned(python)]),
    ),
  };
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`;
}

/** What plan.json keeps of a tool: not where it lies on this machine. */
function planned({ version, source, sha256 }: Tool): Tool {
  return { version, source, sha256 };
}
