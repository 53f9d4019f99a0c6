/** The open run that accompanies a closed one: its folder, and what it is. */
import path from 'node:path';
import type { ResolvedRun } from '../config/resolve.ts';
import { openModelFrom } from '../experiment/open-model.ts';
import { refuseTaken } from '../run-folder/create-run-folder.ts';
import { readPlan, readResult } from '../run-folder/read-run.ts';

/** The closed run that an open one goes by, when it is there already; absolute. */
export function closedFolderOf(cwd: string, { from }: ResolvedRun): string | null {
  return from === null ? null : path.resolve(cwd, from);
}

/**
 * Where the open run goes: --out where that is not the closed run's, else beside the closed run. Null when that is not made
 * yet and names itself.
 */
export function openFolderOf(cwd: string, { from, out }: ResolvedRun): string | null {
  const chosen = out === null ? null : path.resolve(cwd, out);
  if (from !== null) return chosen ?? beside(path.resolve(cwd, from));
  return chosen === null ? null : beside(chosen);
}

/** `runs/x-open` beside `runs/x`. */
export function beside(closedFolder: string): string {
  return `${closedFolder}-open`;
}

/** Before anything runs, since the closed run takes its time. @throws PoolproofError when the open run's folder is taken */
export async function refuseTakenFolder(cwd: string, run: ResolvedRun): Promise<void> {
  const folder = openFolderOf(cwd, run);
  if (run.openCriteria !== null && folder !== null) await refuseTaken(folder);
}

/** The open run as it is to be measured. @throws PoolproofError run-folder when the closed run gives no rate */
export async function openRunOf(run: ResolvedRun, closedFolder: string, out: string): Promise<ResolvedRun> {
  const [plan, result] = await Promise.all([readPlan(closedFolder), readResult(closedFolder)]);
  const open = openModelFrom({ name: path.basename(closedFolder), plan, result }, run);
  // Runs recorded elsewhere were closed loops.
  return { ...run, criteria: run.openCriteria ?? [], recorded: null, out, open };
}
