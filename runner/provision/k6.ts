/** k6: named by the user, built from k6/ (with the output `poolproof`), or a stock one, installed or downloaded. */
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { built, cached, leastGo } from './k6-build.ts';
import { describeK6, leastStockK6, type ProvidedK6 } from './k6-describe.ts';
import { downloaded } from './k6-download.ts';
import { findOnPath, foundIfRuns, isExecutable } from './tool.ts';
import type { Finding, ProvisionContext, ToolSpec } from './tool.ts';

export const k6: ToolSpec<ProvidedK6> = {
  name: 'k6',
  sources: [named, cached, built, installed, downloaded],
  hint: `install Go ${leastGo} or newer (https://go.dev/dl) or k6 ${leastStockK6} or newer, or set POOLPROOF_K6 to a k6`,
};

/** Either kind: with the output `poolproof`, or stock. */
async function named(context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  const file = context.env['POOLPROOF_K6'];
  if (file === undefined || file === '') return { state: 'absent', why: 'POOLPROOF_K6 is not set' };
  const finding = await usable(path.resolve(file), 'named by POOLPROOF_K6', context);
  if (finding.state !== 'absent') return finding;
  throw new PoolproofError('missing-tool', `POOLPROOF_K6: ${finding.why}`, {
    hint: 'correct POOLPROOF_K6, or unset it to have k6 built',
  });
}

async function installed(context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  const file = await findOnPath('k6', context.env);
  if (file === null) return { state: 'absent', why: 'no k6 on PATH' };
  return await usable(file, 'on PATH', context);
}

async function usable(file: string, where: string, context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  if (!(await isExecutable(file))) return { state: 'absent', why: `${file} is no executable file` };
  const sourceOf = (kind: ProvidedK6['kind']): string =>
    kind === 'stock' ? `stock k6 ${where}` : `k6 with the output poolproof, ${where}`;
  return await foundIfRuns(() => describeK6(file, sourceOf, context), leastStockK6);
}
