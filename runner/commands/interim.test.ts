import { expect, it } from 'vitest';
import type { ResultSegment } from '../model/result.ts';
import { aPlan, aResultSegment, plannedSegments } from '../model/testing/factories.ts';
import { blockOf } from '../verdict/blocks.ts';
import { firstLookLine, interimLine } from './interim.ts';

const plan = aPlan({ segments: plannedSegments(6) });
const direct = aResultSegment({ index: 1, arm: 'direct', goodputPerS: 20, medianMs: 10 });
const pooled = (overrides: Partial<ResultSegment>) => aResultSegment({ index: 2, arm: 'pooled', ...overrides });
const lineOf = (...segments: ResultSegment[]) => interimLine(plan, blockOf(plan, segments));

it('sets every arm beside the first', () => {
  expect(lineOf(pooled({ goodputPerS: 19, medianMs: 13 }), direct)).toBe(
    'after block 1: pooled/direct goodput 0.950, median 1.30 (interim, not yet a verdict)',
  );
});

it('does not divide by what is not finite', () => {
  expect(lineOf(direct, pooled({ goodputPerS: 0, medianMs: null }))).toContain('goodput 0, median not finite');
});

it('says nothing of a block that is not whole, or of a run of one', () => {
  expect(lineOf(direct)).toBeNull();
  expect(lineOf(direct, pooled({ status: 'invalid' }))).toBeNull();
  const single = aPlan({ segments: plannedSegments(1) });
  expect(interimLine(single, blockOf(single, [direct, pooled({})]))).toBeNull();
});

it.each([
  ['PASS', 'first look, after 6 blocks: PASS, with which the run ends'],
  ['FAIL', 'first look, after 6 blocks: FAIL, with which the run ends'],
  ['INCONCLUSIVE', 'first look, after 6 blocks: not decided; on to 12 blocks'],
  ['INVALID', 'first look, after 6 blocks: not decided; on to 12 blocks'],
  [null, 'first look: not taken, because not all of the 6 blocks are whole; on to 12 blocks'],
] as const)('says of a first look that found %s what comes of it', (found, line) => {
  expect(firstLookLine({ blocks: [6, 12], level: 0.029 }, found)).toBe(line);
});
