import { PoolproofError } from '../errors.ts';
import type { K6Kind } from '../model/k6-kind.ts';
import { runTool, versionIn } from './run-tool.ts';
import { type ProvidedTool, type ProvisionContext, sha256OfFile } from './tool.ts';

/** The oldest stock k6 whose flags, exit codes and samples are those that runner/load knows. */
export const leastStockK6 = '2.2';

/** A k6, and what it can write. */
export interface ProvidedK6 extends ProvidedTool {
  readonly kind: K6Kind;
}

/**
 * Asks a program that should be k6 for its version, and whether it has our output: k6 lists the extensions that were built in.
 * @param sourceOf where it came from, by its kind
 * @throws PoolproofError `missing-tool` when it does not run or says no version
 */
export async function describeK6(
  file: string,
  sourceOf: (kind: K6Kind) => string,
  context: ProvisionContext,
): Promise<ProvidedK6> {
  const said = await runTool(file, ['version'], { env: context.env });
  const version = versionIn(said);
  if (version === null) throw new PoolproofError('missing-tool', `${file} does not say a version: is it k6?`);
  const kind = /\bpoolproof \[output\]/.test(said) ? 'poolproof' : 'stock';
  return { path: file, version, source: sourceOf(kind), sha256: await sha256OfFile(file), kind };
}
