import { describe, expect, it } from 'vitest';
import { hash32, randomFrom } from '../model/rng.ts';
import { evidenceOf } from './blocks.ts';
import { compareArms } from './comparisons.ts';
import { judgeCriterion } from './criteria.ts';
import { aRun, criterion } from './testing/runs.ts';

const runs = 1500;
/** Scatter of a segment's logarithm; a difference of two has √2 of it. */
const sd = 0.05;

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');
const faster = criterion('throughput', 'pooled/direct', '>= 1.20');

/** Judges seeded runs of six blocks, iid normal in logarithms, and returns how often each thing happened. */
function shares(medianRatio: number, goodputRatio: number): Map<string, number> {
  const seen = new Map<string, number>();
  for (let run = 0; run < runs; run += 1) {
    const random = randomFrom(hash32('error rate', run));
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const { plan, result } = aRun(6, [noRegression, faster], (arm) => ({
      medianMs: 100 * (arm === 'pooled' ? medianRatio : 1) * Math.exp(sd * normal()),
      goodputPerS: 2 * (arm === 'pooled' ? goodputRatio : 1) * Math.exp(sd * normal()),
    }));
    const evidence = evidenceOf(plan, result);
    const criteria = plan.criteria.map((planned) => judgeCriterion(evidence, planned));
    const comparisons = compareArms(evidence);
    const shown = comparisons.some(({ effect }) => effect !== 'none shown') ? ['an effect'] : [];
    const events = [...criteria.map(({ metric, verdict }) => `${metric} ${verdict}`), ...shown];
    for (const event of events) seen.set(event, (seen.get(event) ?? 0) + 1 / runs);
  }
  return seen;
}

describe('false verdicts in simulated runs of six blocks', () => {
  it('on the bound: neither false PASS nor false FAIL above 5.5 %', () => {
    const seen = shares(1.1, 1.2);
    for (const metric of [noRegression.metric, faster.metric]) {
      for (const verdict of ['PASS', 'FAIL']) {
        const share = seen.get(`${metric} ${verdict}`) ?? 0;
        expect(share).toBeLessThanOrEqual(0.055);
        // Not for want of power: the tests use most of the 5 % that they may.
        expect(share).toBeGreaterThan(0.025);
      }
    }
  });

  it('without a difference: help or hurt in at most 5.5 %', () => {
    expect(shares(1, 1).get('an effect') ?? 0).toBeLessThanOrEqual(0.055);
  });

  it('at a true +15 %: a PASS of +20 % in at most .5 %; a true +40 % is found', () => {
    expect(shares(1, 1.15).get('throughput PASS') ?? 0).toBeLessThanOrEqual(0.005);
    expect(shares(1, 1.4).get('throughput PASS') ?? 0).toBeGreaterThan(0.8);
  });
});
