import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFileName, loadConfig } from './load-config.ts';

const packageRoot = path.resolve(import.meta.dirname, '..', '..');

describe('loadConfig', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (text: string) => writeFile(path.join(folder, configFileName), text);

  it('reads this project’s own configuration', async () => {
    const config = await loadConfig(packageRoot, packageRoot);
    expect(Object.keys(config.benches)).toEqual(['50-users', '100-users']);
    expect(config.benches['100-users']?.criteria).toHaveLength(6);
  });

  it('says where it looked', async () => {
    await expect(loadConfig(folder, packageRoot)).rejects.toMatchObject({
      code: 'config',
      message: `no ${configFileName} in ${folder}`,
    });
  });

  it('lists all faults of the file', async () => {
    await write(
      `import { defineConfig } from 'poolproof'; export default defineConfig({ arms: [], benches: { a: {} } } as never);`,
    );
    const error: unknown = await loadConfig(folder, packageRoot).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'config', exitCode: 5 });
    expect(String(error)).toMatch(/apps: [^]*database: [^]*arms: [^]*benches\.a\.users: /);
  });

  it.each([
    ['export default {', 'cannot be read'],
    ['throw new Error("my own mistake");', 'my own mistake'],
    ['import "./not-there.ts"; export default {};', 'not-there'],
  ])('explains a file that does not load: %s', async (text, expected) => {
    await write(text);
    await expect(loadConfig(folder, packageRoot)).rejects.toThrow(expected);
  });
});
