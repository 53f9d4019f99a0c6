/**
 * Every gate that can be tripped without other rights or another host, in one run of a tiny app: two segments, each disturbed
 * in ways of its own. A gate that is not meant here may trip as well, since the machine may be as busy as it likes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateId } from '../model/gate.ts';
import { segmentSchema, type Segment } from '../model/segment.ts';
import type { Verdict } from '../model/verdict.ts';
import { listSegments, readVerdict } from '../run-folder/read-run.ts';
import { readJson } from '../run-folder/read-file.ts';
import { segmentPaths } from '../run-folder/paths.ts';
import { expectNothingLeft } from '../testing/aftermath.ts';
import { type Ended, ownApp, processesOf, type RunningCli, startCli } from '../testing/cli.ts';
import { wrappedPgbouncer } from '../testing/wrapped-pgbouncer.ts';

let folder: string;
let out: string;
let cli: RunningCli;
let ended: Ended;
let segments: readonly Segment[];
let verdict: Verdict;

/** The other arm may have its turn first. */
const turnWithinMs = 180_000;

/** Stops a process, as a machine does that has no time for it, until the wait is over. */
async function heldStill(pid: number, wait: () => Promise<void>): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    await wait();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** A processor kept busy by a process that is not of the run, and the runner, in which the sampler lives, held still. */
async function disturbPooled(): Promise<void> {
  await cli.said(/ pooled {2}ramp /, turnWithinMs);
  const loop = execa(process.execPath, ['-e', 'for (;;);'], { reject: false, stdio: 'ignore' });
  try {
    await cli.said(/ pooled {2}ramp [1-5]\//);
    await heldStill(cli.pid, () => delay(4500));
    await cli.said(/segment \d pooled is invalid: /);
  } finally {
    loop.kill('SIGKILL');
    await loop;
  }
}

/** k6 held still from before its second user is due until the ramp is well over. The first one is thinking. */
async function disturbLimited(): Promise<void> {
  await cli.said(/ limited {2}ramp [1-5]\//, turnWithinMs);
  const k6 = (await processesOf(cli.pid)).find(({ command }) => command.includes('/k6 run '));
  // 0 would be ourselves.
  if (k6 === undefined) throw new Error('no k6 to hold still');
  await heldStill(k6.pid, () => cli.said(/ limited {2}(steady [78]|end )/));
}

/** Runs both segments to their ends; when one could not be disturbed, stops first. */
async function disturbedRun(): Promise<Ended> {
  const disturbed = Promise.all([disturbPooled(), disturbLimited()]);
  disturbed.catch(() => cli.kill('SIGTERM'));
  const result = await cli.ended;
  await disturbed;
  return result;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-gates-'));
  out = path.join(folder, 'run');
  const pooler = await wrappedPgbouncer('default_pool_size = 24');
  const args = ['bench', 'gated', '--profile', 'slow-ramp', '--seed', '1', '--out', out];
  cli = startCli(args, { cwd: ownApp, env: { POOLPROOF_PGBOUNCER: pooler.file } });
  try {
    ended = await disturbedRun();
  } finally {
    await pooler.remove();
  }
  const listed = await listSegments(out);
  segments = await Promise.all(
    listed.map(({ index, arm }) => readJson(segmentPaths(out, index, arm).segment, segmentSchema)),
  );
  verdict = await readVerdict(out);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

/** As people read it: no markup, no signs that only keep words together or characters literal. */
async function readable(name: string): Promise<string> {
  const text = await readFile(path.join(out, name), 'utf8');
  return text
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\\', '');
}

/** Limits as poolproof.config.ts of the tiny app has them, or fixed by the rule; what was done, and the sentence about it. */
const tripped: readonly (readonly [arm: string, gate: GateId, limit: number, sentence: RegExp])[] = [
  ['pooled', 'toggle-proof', 0, /^0 transactions through the pooler for [1-9]\d* ok attempts/],
  ['pooled', 'read-back', 0, /default_pool_size is 24 instead of 25\.$/],
  ['pooled', 'foreign-load', 0.2, /^Processes that are not of this run used [\d.]+ cores\.$/],
  ['pooled', 'sampler-gap', 2.5, /^Readings of \S+ were at most \d+ s apart\.$/],
  ['pooled', 'sampler-missing', 0.1, /^\d+ of 36 samples are missing \([\d.]+ %\)\.$/],
  ['limited', 'users', 0, /^[12] of 3 users were active at the end of the ramp \(6 s\)\.$/],
  ['limited', 'generator-starved', 0.02, /^Users thought [\d.]+ % longer than was drawn for them\.$/],
  ['limited', 'log-ins', 0, /^Users that never got in .*\b[23] in limited\b.*; they may differ by 0\.$/],
];

describe('a gate that trips', () => {
  it.each(tripped)('in %s: %s, above %d', async (arm, id, limit, sentence) => {
    const segment = segments.find((each) => each.arm === arm);
    const found = segment?.gates.find((gate) => gate.id === id);
    expect(found, ended.stderr).toMatchObject({ limit, ok: false, note: expect.stringMatching(sentence) });
    expect(found?.reading).toBeGreaterThan(limit);
    const overall = verdict.gates.find((gate) => gate.id === id);
    expect(overall).toMatchObject({ limit, ok: false, voided: expect.arrayContaining([segment?.index]) });
    const note = (found?.note ?? '').replace(/\.$/, '');
    expect(await readable('report.html')).toContain(note);
    expect(await readable('summary.md')).toContain(note);
  });

  it('voids the block, and with it a run of one block: exit 3', async () => {
    expect(ended.exitCode, ended.stderr).toBe(3);
    expect(verdict).toMatchObject({ verdict: 'INVALID', blocks: { whole: 0, run: 1 } });
    expect(verdict.headline).toMatch(/^The measurement cannot be trusted: 1 of 1 block voided by .*foreign-load/);
    await expectNothingLeft(cli.pid, []);
  });

  it('reads every gate of a segment in every segment', () => {
    for (const { gates, arm } of segments) {
      const without = gates.filter(({ reading }) => reading === null).map(({ id }) => id);
      expect({ arm, without, some: gates.length }).toEqual({ arm, without: [], some: 10 });
    }
  });
});
