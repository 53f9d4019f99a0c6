import { type RecordedRuns, recordedRunsSchema } from '../model/recorded-runs.ts';
import { readJson } from './read-file.ts';

/**
 * Those runs of a file recorded elsewhere that had as many users; null when none had.
 * @throws PoolproofError run-folder when the file is not there or is damaged
 */
export async function readRecordedRuns(path: string, users: number): Promise<RecordedRuns | null> {
  const recorded = await readJson(path, recordedRunsSchema, 'see `recorded` of the bench in poolproof.config.ts');
  const runs = recorded.runs.filter((run) => run.users === users);
  return runs.length === 0 ? null : { ...recorded, runs };
}
