import path from 'node:path';
import { importTypeScript } from '../config/import-typescript.ts';
import { messageOf, PoolproofError } from '../errors.ts';
import type { Flows } from '../model/flow.ts';
import { counted } from '../model/format.ts';
import { flowFaults, isFlows } from './check-flows.ts';

/**
 * Loads a bench's flow module as data: its weights and think times are what the runner plans with.
 * @throws PoolproofError `config` when the module cannot be loaded, or with every fault of the flows and its path
 */
export async function loadFlows(flowsFile: string): Promise<Flows> {
  const { flows } = await importFlows(flowsFile);
  if (isFlows(flows)) return flows;
  const faults = flowFaults(flows);
  const lines = faults.map((fault) => `  ${fault}`).join('\n');
  throw new PoolproofError('config', `${path.basename(flowsFile)} has ${counted(faults.length, 'fault')}:\n${lines}`, {
    hint: `edit ${flowsFile}, which must export \`flows\``,
  });
}

async function importFlows(flowsFile: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importTypeScript(flowsFile, {});
  } catch (error) {
    throw new PoolproofError('config', `${flowsFile} cannot be loaded: ${messageOf(error)}`, {
      hint: 'Flow modules are data: they import neither k6 nor Node.',
      cause: error,
    });
  }
}
