import path from 'node:path';
import type { Arm } from '../model/config.ts';
import { messageOf, PoolproofError } from '../errors.ts';
import { sha256OfFile } from '../provision/tool.ts';

export interface AppBundle {
  readonly path: string;
  readonly sha256: string;
}

/** CommonJS libraries inside an ES module still call require. */
const requireShim = `import { createRequire as poolproofRequire } from 'node:module'; const require = poolproofRequire(import.meta.url);`;

/**
 * Bundles an app's entry into one file for plain node. The same sources give the same bytes.
 * @throws PoolproofError `config` with esbuild's messages
 */
async function bundleApp(entry: string, appRoot: string, outfile: string): Promise<AppBundle> {
  // Only here: it starts a process of its own, and most commands bundle nothing.
  const { build } = await import('esbuild');
  try {
    await build({
      entryPoints: [entry],
      outfile,
      absWorkingDir: appRoot,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'linked',
      banner: { js: requireShim },
      // Optional native parts of pg, which it asks for only when it is told to.
      external: ['pg-native'],
      logLevel: 'silent',
    });
  } catch (cause) {
    throw new PoolproofError('config', `cannot bundle the app: ${messageOf(cause)}`, { cause });
  }
  return { path: outfile, sha256: await sha256OfFile(outfile) };
}

/** The folder that an arm's app is taken from. */
export function appRootOf(arm: Arm, root: string): string {
  return arm.app === undefined ? root : path.resolve(root, arm.app.cwd);
}

/** Every folder that an arm takes the app from, once. */
export function appRootsOf(arms: readonly Arm[], root: string): string[] {
  return [...new Set(arms.map((arm) => appRootOf(arm, root)))];
}

/** One bundle for each folder that an arm takes the app from, by folder. */
export async function bundleApps(
  entry: string,
  arms: readonly Arm[],
  root: string,
  dir: string,
): Promise<ReadonlyMap<string, AppBundle>> {
  const bundles = appRootsOf(arms, root).map(async (appRoot, index) => {
    const outfile = path.join(dir, `app-${index + 1}`, 'app.mjs');
    return [appRoot, await bundleApp(entry, appRoot, outfile)] as const;
  });
  return new Map(await Promise.all(bundles));
}
