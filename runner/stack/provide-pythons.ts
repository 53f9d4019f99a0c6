import path from 'node:path';
import type { App, Arm } from '../model/config.ts';
import { provide } from '../provision/provide.ts';
import { pythonWith } from '../provision/python.ts';
import type { ProvidedTool, ProvisionContext } from '../provision/tool.ts';
import { appRootsOf } from './bundle-app.ts';

/**
 * The interpreter with the requirements of a Python app, by the folder that an arm takes the app from; none for other apps.
 * @throws PoolproofError `missing-tool` when there is no Python or its packages cannot be had; nothing is left half made then
 */
export async function providePythons(
  app: App,
  arms: readonly Arm[],
  root: string,
  context: ProvisionContext,
): Promise<ReadonlyMap<string, ProvidedTool>> {
  const pythons = new Map<string, ProvidedTool>();
  if (app.python === undefined) return pythons;
  // One after the other: most have the same requirements, and then the first one's environment serves all.
  for (const appRoot of appRootsOf(arms, root)) {
    pythons.set(appRoot, await provide(pythonWith(path.resolve(appRoot, app.python.requirements)), context));
  }
  return pythons;
}
