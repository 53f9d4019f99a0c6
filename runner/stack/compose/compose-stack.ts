/** The stack of docker-compose.yml: the same arms, sampled and proven in the same way, in containers. */
import path from 'node:path';
import { PoolproofError } from '../../errors.ts';
import type { Arm } from '../../model/config.ts';
import { needsRedis } from '../../model/needs-redis.ts';
import type { Tool } from '../../model/plan.ts';
import { exists } from '../../provision/cache.ts';
import { bundleApps } from '../bundle-app.ts';
import type { Stack } from '../stack.ts';
import { createStarts } from '../starts.ts';
import type { ComposeOptions, PreparedCompose } from './compose-options.ts';
import { secretsOf } from '../secrets.ts';
import { type ComposeRunning, startComposeSegment } from './compose-segment.ts';
import { type Image, type Images, imagesOf } from './images.ts';
import { ensureTemplateVolume } from './template-volume.ts';

export interface ComposeStack extends Stack {
  /** The app's, in docker-compose.yml. */
  readonly service: string;
  start(arm: Arm, segmentDir: string): Promise<ComposeRunning>;
}

/**
 * Prepares the template volume and the bundled app.
 * @throws PoolproofError `missing-tool` for an image that is not to be had, `stack`, `config`, `interrupted`
 */
export async function createComposeStack(options: ComposeOptions): Promise<ComposeStack> {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, options.signal]);
  const file = path.join(options.root, 'docker-compose.yml');
  if (!(await exists(file))) {
    throw new PoolproofError('config', `--stack compose needs ${file}`, {
      hint: 'run it in the folder that has docker-compose.yml, or leave --stack compose out',
    });
  }
  const seeds = options.database.seed.map((seed) => path.resolve(options.root, seed));
  const withRedis = needsRedis(options.arms);
  const images = await imagesOf({ ...options, file }, withRedis);
  const template = await ensureTemplateVolume({ ...options, file, seeds, signal, image: images.postgres });
  const secrets = secretsOf(template.secrets, options.rolePassword);
  const { bundle } = options.app;
  const bundles =
    bundle === undefined
      ? new Map()
      : await bundleApps(bundle, options.arms, options.root, options.bundleDir ?? options.guard.dir);
  const { service, profile } = options.app.compose ?? { service: `app-${options.appName}`, profile: options.appName };
  const ofApp = { service, profile, bundles };
  const prepared: PreparedCompose = { ...options, ...ofApp, signal, file, seeds, template, secrets, withRedis };
  const starts = createStarts<ComposeRunning>();
  return {
    tools: toolsOf(prepared, images),
    service,
    start: (arm, segmentDir) => starts.add(startComposeSegment(prepared, arm, segmentDir, starts.count() + 1)),
    async close() {
      closing.abort();
      await starts.stopAll();
    },
  };
}

function toolsOf(prepared: PreparedCompose, images: Images): Stack['tools'] {
  const { engine, template, bundles, root } = prepared;
  const apps = [...bundles].map(([appRoot, { sha256 }], index): [string, Tool] => [
    index === 0 ? 'app' : `app-${index + 1}`,
    { version: sha256.slice(0, 12), source: `bundled from ${path.relative(root, appRoot) || '.'}`, sha256 },
  ]);
  return {
    postgres: toolOf(images.postgres),
    pgbouncer: toolOf(images.pgbouncer),
    ...(images.redis === null ? {} : { redis: toolOf(images.redis) }),
    docker: { version: engine.engineVersion, source: 'a Docker engine', sha256: null },
    compose: { version: engine.composeVersion, source: engine.compose.join(' '), sha256: null },
    database: { version: template.key, source: template.source, sha256: null },
    ...Object.fromEntries(apps),
  };
}

function toolOf({ name, id }: Image): Tool {
  const sha256 = id.replace('sha256:', '');
  return { version: sha256.slice(0, 12), source: `image ${name}`, sha256 };
}
