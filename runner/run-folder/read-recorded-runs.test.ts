import path from 'node:path';
import { expect, it } from 'vitest';
import { readRecordedRuns } from './read-recorded-runs.ts';

const file = path.resolve(import.meta.dirname, '../../fixtures/reference/recorded-runs.json');

it('gives the runs with as many users', async () => {
  expect((await readRecordedRuns(file, 50))?.runs).toHaveLength(7);
  expect((await readRecordedRuns(file, 100))?.runs[0]).toMatchObject({
    name: 'direct, 100 users',
    successRate: 0.9172,
    medianMs: 1200,
  });
  expect(await readRecordedRuns(file, 7)).toBeNull();
});

it('says when there is no such file', async () => {
  await expect(readRecordedRuns('/nowhere/runs.json', 50)).rejects.toMatchObject({ code: 'run-folder' });
});
