import { existsSync } from 'node:fs';
import path from 'node:path';
import { PoolproofError, messageOf } from '../errors.ts';
import type { Config } from '../model/config.ts';
import { counted } from '../model/format.ts';
import { importTypeScript } from './import-typescript.ts';
import { checkConfig } from './check-config.ts';

export const configFileName = 'poolproof.config.ts';

/**
 * Loads poolproof.config.ts of the folder and checks it.
 * @throws PoolproofError config, with every fault and its path.
 */
export async function loadConfig(folder: string, packageRoot: string): Promise<Config> {
  const file = path.join(folder, configFileName);
  if (!existsSync(file)) {
    throw new PoolproofError('config', `no ${configFileName} in ${folder}`, {
      hint: `change to the folder that holds it`,
    });
  }
  const checked = checkConfig(await defaultExport(file, packageRoot));
  if ('config' in checked) return checked.config;
  const lines = checked.faults.map((fault) => `  ${fault}`).join('\n');
  throw new PoolproofError('config', `${configFileName} has ${counted(checked.faults.length, 'fault')}:\n${lines}`, {
    hint: `edit ${file}`,
  });
}

async function defaultExport(file: string, packageRoot: string): Promise<unknown> {
  try {
    const alias = { poolproof: path.join(packageRoot, 'runner', 'config', 'define-config.ts') };
    return (await importTypeScript(file, alias))['default'];
  } catch (error) {
    throw new PoolproofError('config', `${configFileName} cannot be read: ${messageOf(error)}`, {
      hint: `edit ${file}`,
      cause: error,
    });
  }
}
