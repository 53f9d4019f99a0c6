/** Reading a run folder, whole or in parts. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { planSchema, type Plan } from '../model/plan.ts';
import { resultSchema, type Result } from '../model/result.ts';
import { sampleLineSchema, type SampleLine } from '../model/sample-line.ts';
import type { LoadLine } from '../model/load-line.ts';
import { segmentSchema } from '../model/segment.ts';
import type { Lines, SegmentFiles } from '../model/segment-files.ts';
import { verdictSchema, type Verdict } from '../model/verdict.ts';
import { DamagedError } from './damaged-error.ts';
import { cannotRead, systemCodeOf } from './file-errors.ts';
import { loadLineSchemaOf } from './load-line-schema.ts';
import { parseNdjson } from './ndjson-reader.ts';
import { runPaths, segmentPaths } from './paths.ts';
import { readJson, readJsonIfThere, readTextIfThere } from './read-file.ts';

/** A folder of segments/, as its name says. */
export interface ListedSegment {
  readonly index: number;
  readonly arm: string;
}

export function readPlan(runDir: string): Promise<Plan> {
  return readJson(runPaths(runDir).plan, planSchema, 'is this a run folder? `poolproof bench` makes one');
}

export function readResult(runDir: string): Promise<Result> {
  return readJson(runPaths(runDir).result, resultSchema, `poolproof judge ${runDir}`);
}

export function readVerdict(runDir: string): Promise<Verdict> {
  return readJson(runPaths(runDir).verdict, verdictSchema, `poolproof judge ${runDir}`);
}

/** The segments on the disk, in the order run; none when there is no segments/. */
export async function listSegments(runDir: string): Promise<ListedSegment[]> {
  const names = await namesIn(runPaths(runDir).segments);
  return names
    .map((name) => /^(\d{2,})-(.+)$/.exec(name))
    .flatMap((match) => (match === null ? [] : [{ index: Number(match[1]), arm: match[2] ?? '' }]))
    .toSorted((a, b) => a.index - b.index);
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw cannotRead(dir, error);
  }
}

/** load.ndjson of a segment; null when there is none. */
export async function readLoad(file: string): Promise<Lines<LoadLine> | null> {
  const text = await readTextIfThere(file);
  return text === null ? null : parseNdjson(file, text, loadLineSchemaOf);
}

/** samples.ndjson of a segment; null when there is none. */
export async function readSamples(file: string): Promise<Lines<SampleLine> | null> {
  const text = await readTextIfThere(file);
  return text === null ? null : parseNdjson(file, text, () => sampleLineSchema);
}

/** Whether any segment got as far as its segment.json, which is written once its load had begun. */
export async function hasSegment(runDir: string): Promise<boolean> {
  const listed = await listSegments(runDir);
  const texts = await Promise.all(
    listed.map(({ index, arm }) => readTextIfThere(segmentPaths(runDir, index, arm).segment)),
  );
  return texts.some((text) => text !== null);
}

/** Everything of one segment that result.json is made from; what a broken-off run left out is null. */
export async function readSegmentFiles(runDir: string, { index, arm }: ListedSegment): Promise<SegmentFiles> {
  const paths = segmentPaths(runDir, index, arm);
  const [segment, load, samples] = await Promise.all([
    readJsonIfThere(paths.segment, segmentSchema),
    readLoad(paths.load),
    readSamples(paths.samples),
  ]);
  return { index, arm, segment, load, samples };
}

/**
 * The same, but a file that is damaged is null and said so: the other segments of the run can still be judged.
 * @throws PoolproofError for a file of another version, or one that cannot be read at all
 */
async function readWhatIsWhole(runDir: string, { index, arm }: ListedSegment): Promise<SegmentFiles> {
  const paths = segmentPaths(runDir, index, arm);
  const damage: string[] = [];
  const whole = async <T>(reading: Promise<T | null>): Promise<T | null> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      // Paths of this machine have no place in result.json, which is the same wherever the folder lies.
      damage.push(error.message.replaceAll(`${runDir}${path.sep}`, '').replaceAll(/\s+/g, ' '));
      return null;
    }
  };
  const segment = await whole(readJsonIfThere(paths.segment, segmentSchema));
  const load = await whole(readLoad(paths.load));
  const samples = await whole(readSamples(paths.samples));
  if (segment !== null && (segment.index !== index || segment.arm !== arm))
    damage.push(`segment.json is that of segment ${segment.index} (${segment.arm})`);
  return { index, arm, segment, load, samples, ...(damage.length === 0 ? {} : { damage }) };
}

/** Every segment on the disk, in the order run, as far as its files are whole. */
export async function readAllSegments(runDir: string): Promise<SegmentFiles[]> {
  const all: SegmentFiles[] = [];
  for await (const segment of eachSegment(runDir)) all.push(segment);
  return all;
}

/** The same one after the other, for whoever needs no more than one at a time: load lines are the largest thing a run holds. */
export async function* eachSegment(runDir: string): AsyncGenerator<SegmentFiles> {
  for (const listed of await listSegments(runDir)) yield await readWhatIsWhole(runDir, listed);
}
