import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Imports a TypeScript module of the user, bundled by esbuild into a temporary file because Node 20 strips no types.
 * @throws what esbuild or the module itself throws.
 */
export async function importTypeScript(
  file: string,
  alias: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const built = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: { ...alias },
    logLevel: 'silent',
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-import-'));
  try {
    const module = path.join(folder, 'module.mjs');
    await writeFile(module, built.outputFiles[0]?.text ?? '');
    const imported: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
    return imported;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
