import { expect, it } from 'vitest';
import { aResultSegment } from '../model/testing/factories.ts';
import { interimLine } from './interim.ts';

const arms = ['direct', 'pooled'];
const direct = aResultSegment({ index: 1, arm: 'direct', goodputPerS: 20, medianMs: 10 });

it('sets every arm beside the first', () => {
  const pooled = aResultSegment({ index: 2, arm: 'pooled', goodputPerS: 19, medianMs: 13 });
  expect(interimLine(3, arms, [pooled, direct])).toBe(
    'after block 3: pooled/direct goodput 0.950, median 1.30 (interim: no verdict before the last block)',
  );
});

it('does not divide by what is not finite', () => {
  const pooled = aResultSegment({ index: 2, arm: 'pooled', goodputPerS: 0, medianMs: null });
  expect(interimLine(1, arms, [direct, pooled])).toContain('goodput 0, median not finite');
});

it('says nothing of a block that is not whole', () => {
  expect(interimLine(1, arms, [direct])).toBeNull();
  expect(interimLine(1, arms, [direct, aResultSegment({ index: 2, arm: 'pooled', status: 'invalid' })])).toBeNull();
});
