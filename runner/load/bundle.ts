import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { messageOf, PoolproofError } from '../errors.ts';

/** The one file that k6 runs. */
export interface Bundle {
  readonly file: string;
  readonly sha256: string;
}

interface BundleOptions {
  /** The folder of the installed package, which holds scenarios/. */
  readonly packageRoot: string;
  /** The bench's flow module, an absolute path. */
  readonly flowsFile: string;
  /** Where replay.js and its source map go. */
  readonly outDir: string;
}

/**
 * Bundles the replay script with the bench's flows into one file. The same sources give the same bytes in any folder.
 * @throws PoolproofError `config` when the flow module cannot be bundled: the message is esbuild's, with file and line
 */
export async function bundleScenario({ packageRoot, flowsFile, outDir }: BundleOptions): Promise<Bundle> {
  const file = path.join(outDir, 'replay.js');
  try {
    await build({
      entryPoints: [path.join(packageRoot, 'scenarios/replay.ts')],
      outfile: file,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      // What k6's engine understands; it lacks some of es2023 (async generators, RegExp flag v).
      target: 'es2022',
      external: ['k6', 'k6/*'],
      alias: { 'poolproof:flows': flowsFile },
      sourcemap: 'linked',
      // Comments name sources relative to this folder.
      absWorkingDir: packageRoot,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new PoolproofError('config', `${flowsFile} cannot be bundled for k6: ${messageOf(error)}`, {
      hint: 'Flow modules may import npm packages and files of their own, but nothing of Node.',
      cause: error,
    });
  }
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { file, sha256 };
}
