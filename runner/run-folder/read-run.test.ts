import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planSchema } from '../model/plan.ts';
import { resultSchema } from '../model/result.ts';
import { aPlan, aResult, aVerdict } from '../model/testing/factories.ts';
import { verdictSchema } from '../model/verdict.ts';
import { foldResult } from '../result/fold-result.ts';
import { runPaths, segmentPaths } from './paths.ts';
import { listSegments, readAllSegments, readPlan, readResult, readSegmentFiles, readVerdict } from './read-run.ts';
import { load, writeSegment } from './testing/write-segment.ts';
import { writeJson } from './write-file.ts';

let runDir = '';
beforeEach(async () => {
  runDir = await mkdtemp(join(tmpdir(), 'poolproof-test-'));
});
afterEach(() => rm(runDir, { recursive: true, force: true }));

describe('reading what was written', () => {
  it('gives the same plan, result and verdict', async () => {
    const paths = runPaths(runDir);
    await writeJson(paths.plan, planSchema, aPlan());
    await writeJson(paths.result, resultSchema, aResult());
    await writeJson(paths.verdict, verdictSchema, aVerdict());
    expect(await readPlan(runDir)).toEqual(aPlan());
    expect(await readResult(runDir)).toEqual(aResult());
    expect(await readVerdict(runDir)).toEqual(aVerdict());
  });

  it('folds to the same result.json, byte for byte, each time', async () => {
    await writeSegment(runDir, 2, 'pooled');
    await writeSegment(runDir, 1, 'direct');
    const { result } = runPaths(runDir);
    const texts: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      await writeJson(result, resultSchema, await foldResult(aPlan(), await readAllSegments(runDir)));
      texts.push(await readFile(result, 'utf8'));
    }
    expect(texts[1]).toBe(texts[0]);
    // What is read from it is written again as it was.
    await writeJson(result, resultSchema, await readResult(runDir));
    expect(await readFile(result, 'utf8')).toBe(texts[0]);
    const { segments } = await readResult(runDir);
    expect(segments.map(({ index, attempts, failures }) => [index, attempts, failures])).toEqual([
      [1, 12, 1],
      [2, 12, 1],
    ]);
  });

  it('reads a segment as far as its files go', async () => {
    await writeSegment(runDir, 1, 'direct');
    const paths = segmentPaths(runDir, 1, 'direct');
    await rm(paths.segment);
    await rm(paths.samples);
    await appendFile(paths.load, '{"type":"attem');
    expect(await readSegmentFiles(runDir, { index: 1, arm: 'direct' })).toEqual({
      index: 1,
      arm: 'direct',
      segment: null,
      load: { lines: load, torn: 1 },
      samples: null,
    });
  });
});

describe('listSegments', () => {
  it('lists folders by index, and nothing else', async () => {
    for (const name of ['100-pooled', '02-direct', '10-direct.a', 'notes', '3-direct']) {
      await mkdir(join(runPaths(runDir).segments, name), { recursive: true });
    }
    expect(await listSegments(runDir)).toEqual([
      { index: 2, arm: 'direct' },
      { index: 10, arm: 'direct.a' },
      { index: 100, arm: 'pooled' },
    ]);
  });

  it('is empty before the first segment', async () => {
    expect(await listSegments(runDir)).toEqual([]);
  });
});

describe('a file that cannot be used', () => {
  it('is missing: says which, and what makes it', async () => {
    await expect(readPlan(runDir)).rejects.toMatchObject({
      code: 'run-folder',
      message: `there is no ${join(runDir, 'plan.json')}`,
      hint: expect.stringContaining('poolproof bench'),
    });
    await expect(readResult(runDir)).rejects.toMatchObject({ hint: `poolproof judge ${runDir}` });
  });

  it('has another schema version: names it', async () => {
    await writeFile(runPaths(runDir).plan, JSON.stringify({ ...aPlan(), schemaVersion: 7, somethingNew: true }));
    await expect(readPlan(runDir)).rejects.toThrow(/plan\.json has schema version 7; this poolproof reads version 1$/);
  });

  it('has faults: names all of them by path', async () => {
    const plan = aPlan();
    await writeFile(
      runPaths(runDir).plan,
      JSON.stringify({ ...plan, users: 'ten', segments: [...plan.segments, { index: 0 }], surprise: 1 }),
    );
    await expect(readPlan(runDir)).rejects.toThrow(
      /is damaged\n(?=[^]* users: )(?=[^]* segments\[12\]\.index: )(?=[^]* segments\[12\]\.arm: )(?=[^]*surprise)/,
    );
  });

  it.each(['', '{"schemaVersion":1', 'null'])('holds %j: says so', async (text) => {
    await writeFile(runPaths(runDir).plan, text);
    await expect(readPlan(runDir)).rejects.toMatchObject({
      code: 'run-folder',
      hint: expect.stringContaining('restore'),
    });
  });
});
