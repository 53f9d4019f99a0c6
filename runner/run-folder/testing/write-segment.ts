/** Segments on the disk, for tests of what reads them. */
import { mkdir } from 'node:fs/promises';
import type { LoadLine } from '../../model/load-line.ts';
import type { SampleLine } from '../../model/sample-line.ts';
import { type Segment, segmentSchema } from '../../model/segment.ts';
import { aSegment } from '../../model/testing/factories.ts';
import { anActivitySample, anAttemptsLine, aPoolsSample, aUsersLine, startsAt } from '../../model/testing/lines.ts';
import { openNdjson } from '../ndjson-writer.ts';
import { segmentPaths } from '../paths.ts';
import { writeJson } from '../write-file.ts';

/** What every segment's load.ndjson holds. */
export const load: readonly LoadLine[] = [
  anAttemptsLine([900, 1100], { second: startsAt + 2, name: 'POST /accounts/login/' }),
  anAttemptsLine([10, 20, 30, 40, 50, 60, 70, 80, 90], { second: startsAt + 3 }),
  anAttemptsLine([15_000], { second: startsAt + 4, outcome: 'failed', cause: 'pg-53300' }),
  ...[0, 1, 2, 3, 4, 5].map((offsetS) => aUsersLine(startsAt + offsetS)),
];

/** Writes a whole segment. */
export async function writeSegment(
  runDir: string,
  index: number,
  arm: string,
  overrides: Partial<Segment> = {},
): Promise<void> {
  const paths = segmentPaths(runDir, index, arm);
  await mkdir(paths.dir, { recursive: true });
  const lines = await openNdjson<LoadLine>(paths.load);
  await lines.append(load);
  await lines.close();
  const samples = await openNdjson<SampleLine>(paths.samples);
  await samples.append([aPoolsSample(startsAt + 1), anActivitySample(startsAt + 1)]);
  await samples.close();
  await writeJson(paths.segment, segmentSchema, aSegment({ index, arm, startedAt: startsAt, ...overrides }));
}
