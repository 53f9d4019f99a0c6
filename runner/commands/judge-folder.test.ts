import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planSchema } from '../model/plan.ts';
import { aBound, aPlan, aPlannedCriterion, plannedSegments } from '../model/testing/factories.ts';
import { runPaths, segmentPaths, type SegmentPaths } from '../run-folder/paths.ts';
import { writeSegment } from '../run-folder/testing/write-segment.ts';
import { writeJson } from '../run-folder/write-file.ts';
import { judgeFolder } from './judge-folder.ts';

let runDir = '';
beforeEach(async () => {
  runDir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-test-'));
  const segments = plannedSegments(6);
  // Every segment has a failed attempt, so this is met in all of them.
  const plan = aPlan({
    segments,
    criteria: [aPlannedCriterion({ metric: 'failures per 300 s', arm: 'direct', against: null })],
  });
  await writeJson(runPaths(runDir).plan, planSchema, plan);
  for (const { index, arm, block } of segments) await writeSegment(runDir, index, arm, { block });
});
afterEach(() => rm(runDir, { recursive: true, force: true }));

/** The third segment's files. */
function third(): SegmentPaths {
  const [segment] = plannedSegments(6).filter(({ index }) => index === 3);
  return segmentPaths(runDir, 3, segment?.arm ?? '');
}

async function change(file: string, edit: (text: string) => string): Promise<void> {
  await writeFile(file, edit(await readFile(file, 'utf8')));
}

const damages: readonly (readonly [what: string, damage: () => Promise<unknown>, found: RegExp])[] = [
  ['the folder gone', () => rm(third().dir, { recursive: true }), /segment 3 \(\w+\) is missing/i],
  ['segment.json gone', () => rm(third().segment), /segment 3 .*segment\.json is missing/i],
  [
    'segment.json no JSON',
    () => change(third().segment, (text) => text.slice(0, 40)),
    /segment 3 .*damaged.*segment\.json is not JSON/i,
  ],
  [
    'segment.json without a key',
    () => change(third().segment, (text) => text.replace('"startedAt"', '"startet"')),
    /segment 3 .*startedAt/i,
  ],
  [
    'segment.json of another segment',
    () => change(third().segment, (text) => text.replace('"index": 3', '"index": 5')),
    /segment 3 .*is that of segment 5/i,
  ],
  ['load.ndjson gone', () => rm(third().load), /segment 3 .*load\.ndjson is missing/i],
  [
    'a line of load.ndjson damaged',
    () => change(third().load, (text) => text.replace('\n', 'x\n')),
    /segment 3 .*load\.ndjson:1: not JSON/i,
  ],
  [
    'a histogram of load.ndjson damaged',
    () => change(third().load, (text) => text.replace('HIST', 'HISR')),
    /segment 3 .*damaged.*load\.ndjson/i,
  ],
  [
    'load.ndjson cut in half',
    () => change(third().load, (text) => text.slice(0, text.length / 2)),
    /segment 3 .*load\.ndjson has lost lines: \d of 5 seconds/i,
  ],
  [
    'samples.ndjson damaged',
    () => change(third().samples, (text) => text.replace('{', '[')),
    /segment 3 .*samples\.ndjson:1: not JSON/i,
  ],
];

describe('a damaged segment', () => {
  it.each(damages)('%s: is named, and the others are judged', async (_, damage, found) => {
    await damage();
    const { verdict } = await judgeFolder(runDir);
    expect(verdict.warnings.join('\n')).toMatch(found);
    expect(verdict.warnings.join('\n')).not.toContain(runDir);
    expect(verdict.blocks.whole).toBe(5);
    expect(verdict.criteria[0]?.points).toHaveLength(5);
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    const first = await readFile(runPaths(runDir).verdict, 'utf8');
    await judgeFolder(runDir);
    expect(await readFile(runPaths(runDir).verdict, 'utf8')).toBe(first);
  });

  it('whose last line is torn is whole but for that line', async () => {
    await appendFile(third().load, '{"type":"attem');
    const { verdict } = await judgeFolder(runDir);
    expect(verdict.warnings.join('\n')).toMatch(
      /segment 3 \(\w+\): 1 line of its load or samples was torn and left out/i,
    );
    expect(verdict.blocks.whole).toBe(6);
  });

  it('of another schema version is refused by name', async () => {
    await change(third().segment, (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 9'));
    await expect(judgeFolder(runDir)).rejects.toThrow(
      /segment\.json has schema version 9; this poolproof reads version 1/,
    );
  });
});

function failuresOfDirect(bound: string) {
  return aPlannedCriterion({ metric: 'failures per 300 s', arm: 'direct', against: null, bound: aBound(bound) });
}

describe('a run with two looks', () => {
  const looks = { blocks: [6, 8] as [number, number], level: 0.029 };
  /** One failure in three seconds, which is what every segment has: nothing speaks for either side. */
  const onIt = '<= 99.33333333333333';
  /** The plan above, of eight blocks; `more` of them are run after those that are there. */
  async function looked(text: string, more: number): Promise<void> {
    const segments = plannedSegments(8);
    const plan = aPlan({ segments, looks, criteria: [failuresOfDirect(text)] });
    await writeJson(runPaths(runDir).plan, planSchema, plan);
    for (const { index, arm, block } of segments.slice(12, 12 + more))
      await writeSegment(runDir, index, arm, { block });
  }

  it.each([
    ['the first, which decides', '> 99 %', 0, { verdict: 'PASS', look: { number: 1, first: 'PASS' } }],
    ['the first, whatever was run after it', '> 99 %', 4, { verdict: 'PASS', look: { number: 1, first: 'PASS' } }],
    ['the last, when the first did not decide', onIt, 4, { look: { number: 2, first: 'INCONCLUSIVE' } }],
    ['neither, broken off', onIt, 1, { verdict: 'INCONCLUSIVE', look: { number: null, first: 'INCONCLUSIVE' } }],
  ])('is judged at %s, and again byte for byte', async (_, text, more, wanted) => {
    await looked(text, more);
    const { verdict } = await judgeFolder(runDir);
    expect(verdict).toMatchObject(wanted);
    const written = await readFile(runPaths(runDir).verdict, 'utf8');
    await judgeFolder(runDir);
    expect(await readFile(runPaths(runDir).verdict, 'utf8')).toBe(written);
  });
});
