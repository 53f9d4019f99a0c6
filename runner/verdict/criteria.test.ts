import { describe, expect, it } from 'vitest';
import type { PlannedCriterion } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import type { Criterion } from '../model/verdict.ts';
import { judge } from './judge.ts';
import { aRun, criterion, readings } from './testing/runs.ts';

type Each = (arm: string, place: number) => Partial<ResultSegment>;

function judged(planned: PlannedCriterion, each: Each, blocks = 6): Criterion {
  const { plan, result } = aRun(blocks, [planned], each);
  const [only] = judge(plan, result).criteria;
  if (only === undefined) throw new Error('no criterion was judged');
  return only;
}

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');
const ratios = (values: readonly number[]): Each =>
  readings('medianMs', { direct: values.map(() => 100), pooled: values.map((value) => 100 * value) });

const pooledMedians = (values: readonly (number | null)[]): Each =>
  readings('medianMs', { pooled: values, direct: values.map(() => 900) });

const failures =
  (pooled: readonly number[], attempts: number): Each =>
  (arm, place) => ({ attempts, failures: arm === 'pooled' ? (pooled[place] ?? 0) : attempts });

describe('a ratio of arms', () => {
  it('is judged over logarithms: mean, interval and p-values by hand', () => {
    const found = judged(noRegression, ratios([0.8, 0.8, 0.8, 1.25, 1.25, 1.25]));
    expect(found.estimate).toBeCloseTo(1, 11);
    // sd = ln 1.25 · √(6/5), t(.95, 5) = 2.01505: e^±(2.01505 · .244441/√6).
    expect(found.interval[0]).toBeCloseTo(
      Math.exp((-2.0150483733 * Math.log(1.25) * Math.sqrt(6 / 5)) / Math.sqrt(6)),
      9,
    );
    expect(found.interval[1]).toBeCloseTo(
      Math.exp((2.0150483733 * Math.log(1.25) * Math.sqrt(6 / 5)) / Math.sqrt(6)),
      9,
    );
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', met: true, n: 6, beside: null });
    expect(found.reason).toContain('not enough evidence that it lies within <= 1.10');
  });

  it.each([
    ['PASS when all lie well within', '<= 1.10', [0.98, 1.01, 1.0, 0.99, 1.02, 0.97], 'PASS', 1 / 64],
    ['FAIL when all lie well outside', '<= 1.10', [1.2, 1.25, 1.22, 1.18, 1.21, 1.3], 'FAIL', 1],
    ['INCONCLUSIVE about the bound', '<= 1.10', [1.0, 1.2, 1.1, 1.15, 1.05, 1.09], 'INCONCLUSIVE', 26 / 64],
    ['direction follows the operator', '>= 1.10', [1.2, 1.25, 1.22, 1.18, 1.21, 1.3], 'PASS', 1 / 64],
    ['neither when all lie on the bound', '<= 1.10', [1.1, 1.1, 1.1, 1.1, 1.1, 1.1], 'INCONCLUSIVE', 1],
  ] as const)('%s', (_, bound, values, verdict, signFlip) => {
    const found = judged(criterion('median response time', 'pooled/direct', bound), ratios(values));
    expect(found.verdict).toBe(verdict);
    expect(found.signFlip?.pass).toBe(signFlip);
  });

  it('needs the sign-flip test about the bound, not about no difference', () => {
    const logs = [0.031, 0.03, -0.002, 0.024, 0.032, -0.001].map((clear) => Math.log(1.2) + clear);
    const faster = criterion('throughput', 'pooled/direct', '>= 1.20');
    const found = judged(
      faster,
      readings('goodputPerS', { direct: logs.map(() => 2), pooled: logs.map((log) => 2 * Math.exp(log)) }),
    );
    expect(found.tTest?.pass).toBeLessThan(0.05);
    expect(found.signFlip?.pass).toBeGreaterThan(0.05);
    expect(found.verdict).toBe('INCONCLUSIVE');
    // About 0 the signs are all alike, and the mutant would pass.
    expect(logs.every((log) => log > 0)).toBe(true);
  });

  it.each([
    ['fails by the signs when no pooled median is finite', [1, 1, 1, 1, 1, 1], 6, 'FAIL'],
    [
      'does not pass on the blocks that are left when two are not finite',
      [0.9, 0.91, 0.92, 0.93, 0.94, 0.95],
      2,
      'INCONCLUSIVE',
    ],
  ] as const)('%s', (_, values, infinite, verdict) => {
    const medians = values.map((value, place) => (place < infinite ? null : 100 * value));
    const each = readings('medianMs', { direct: values.map(() => 100), pooled: medians });
    const found = judged(noRegression, each);
    expect(found).toMatchObject({ verdict, tTest: null, estimate: null, interval: [null, null], met: false });
    // Without the rule that failures are infinitely slow the blocks that are left would all be within.
    expect(found.points.filter((point) => point !== null).every((point) => point < 1.1)).toBe(true);
  });

  it('learns nothing from blocks in which neither is finite', () => {
    const found = judged(noRegression, () => ({ medianMs: null }));
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', met: null, tTest: null, signFlip: null, n: 6 });
    expect(found.reason).toContain('no test of <= 1.10 can be made');
  });

  it('passes when the other arm is the one that never answered', () => {
    const found = judged(noRegression, (arm) => ({ medianMs: arm === 'direct' ? null : 900 }));
    expect(found).toMatchObject({ verdict: 'PASS', met: true, estimate: null });
  });
});

describe('a level of one arm', () => {
  const fast = criterion('median response time', 'pooled', '< 600 ms');

  it('PASS: mean, interval and p by hand', () => {
    // Mean 500, sd √1400 = 37.417, standard error 15.275: t = −100/15.275 = −6.5465 with 5 degrees of freedom.
    const found = judged(fast, pooledMedians([450, 470, 490, 510, 530, 550]));
    expect(found).toMatchObject({ verdict: 'PASS', estimate: 500, n: 6, signFlip: null, met: true });
    expect(found.interval[1]).toBeCloseTo(500 + 2.0150483733 * Math.sqrt(1400 / 6), 8);
    expect(found.tTest?.pass).toBeCloseTo(0.00062279, 9);
    expect(found.reason).toBe(
      'Median response time of pooled is 500 ms over 6 segments (90 % interval 469 ms to 531 ms), within < 600 ms: t-test p 0.0006.',
    );
  });

  it.each([
    ['FAIL when all lie well outside', [700, 710, 720, 690, 705, 715], 'FAIL'],
    [
      'INCONCLUSIVE when one segment is outside, though the mean is clear',
      [400, 410, 390, 405, 395, 601],
      'INCONCLUSIVE',
    ],
    ['INCONCLUSIVE when one is not finite', [400, 410, 390, 405, 395, null], 'INCONCLUSIVE'],
    ['FAIL when none is finite', [null, null, null, null, null, null], 'FAIL'],
  ] as const)('%s', (_, medians, verdict) => {
    expect(judged(fast, pooledMedians(medians)).verdict).toBe(verdict);
  });

  it('says which segments keep it from passing', () => {
    expect(judged(fast, pooledMedians([400, 410, 390, 405, 395, 601])).reason).toContain(
      'a PASS needs every segment within < 600 ms, and 1 of 6 is not',
    );
  });

  const rate = criterion('success rate', 'pooled', '> 95 %');

  it.each([
    ['PASS with both bounds clear', [10, 12, 9, 11, 8, 10], 1000, 'PASS'],
    ['FAIL with both bounds clear of the other side', [80, 90, 85, 88, 92, 84], 1000, 'FAIL'],
    ['INCONCLUSIVE when only the totals are too few', [0, 0, 0, 0, 0, 0], 8, 'INCONCLUSIVE'],
    ['INCONCLUSIVE when only the segments scatter', [0, 150, 0, 0, 0, 0], 1000, 'INCONCLUSIVE'],
  ] as const)('a rate: %s', (_, failed, attempts, verdict) => {
    expect(judged(rate, failures(failed, attempts)).verdict).toBe(verdict);
  });

  it('a rate’s estimate is that of the totals, its interval holds both bounds', () => {
    const found = judged(rate, failures([10, 12, 9, 11, 8, 10], 1000));
    expect(found.estimate).toBeCloseTo(0.99, 12);
    // Wilson: 5940 of 6000 at z = 1.644854 (lower .987679); t: .99 ∓ 2.01505 · .0014142/√6.
    expect(found.interval[0]).toBeCloseTo(0.98766, 4);
    expect(found.interval[1]).toBeLessThanOrEqual(1);
  });

  it('sets the other arm beside, and says so when it meets the bound too', () => {
    const both = judged(fast, () => ({ medianMs: 20 }));
    expect(both.beside).toEqual({ arm: 'direct', estimate: 20, met: true });
    expect(both.reason).toContain('It is met by direct too (20.0 ms), so it tells nothing about pooling.');
    const one = judged(fast, pooledMedians([450, 470, 490, 510, 530, 550]));
    expect(one.beside).toEqual({ arm: 'direct', estimate: 900, met: false });
    expect(one.reason).not.toContain('tells nothing');
  });
});

describe('a census', () => {
  const none = criterion('connection errors', 'pooled', '= 0');

  it('passes at none in six segments and says what that leaves open', () => {
    const found = judged(none, () => ({}));
    expect(found).toMatchObject({ verdict: 'PASS', estimate: 0, met: true, n: 6, interval: [null, null] });
    // 240 attempts: z²/(n + z²) = 2.7055/242.7055 = 1.11 %; 1 − .05^(1/6) = 39.3 %.
    expect(found.reason).toContain('at most 1.1 %, and up to 39.3 % of segments could still have one');
  });

  it('fails at one event in one segment', () => {
    const found = judged(none, (arm, place) => (arm === 'pooled' && place === 3 ? { causes: { 'pg-53300': 1 } } : {}));
    expect(found).toMatchObject({ verdict: 'FAIL', estimate: 1, met: false, points: [0, 0, 0, 1, 0, 0] });
  });

  it('counts voided segments, and fails in too few blocks', () => {
    const voided = judged(none, (arm, place) =>
      arm === 'pooled' && place === 0 ? { status: 'invalid', causes: { 'pg-53300': 2 } } : {},
    );
    expect(voided).toMatchObject({ verdict: 'FAIL', estimate: 2, n: 5 });
    expect(voided.reason).toContain('1 of them not whole');
    expect(judged(none, () => ({ causes: { 'app-pool-timeout': 1 } }), 1).verdict).toBe('FAIL');
  });
});

describe('what could not be met', () => {
  // The plan's ten users think 2 s on average: at most 5 requests per second.
  it('is INFEASIBLE above N/Z', () => {
    const found = judged(criterion('throughput', 'pooled', '>= 5.1/s'), () => ({ goodputPerS: 4 }));
    expect(found).toMatchObject({ verdict: 'INFEASIBLE', met: false });
    expect(found.reason).toContain('10 users who think in between cannot make more than 5.00/s');
    expect(judged(criterion('throughput', 'pooled', '>= 5/s'), () => ({ goodputPerS: 4 })).verdict).toBe('FAIL');
  });

  it('is INFEASIBLE above N/Z over the lower bound of the other arm', () => {
    const each = readings('goodputPerS', {
      direct: [4.5, 4.6, 4.5, 4.6, 4.5, 4.6],
      pooled: [4.6, 4.6, 4.6, 4.6, 4.6, 4.6],
    });
    const found = judged(criterion('throughput', 'pooled/direct', '>= 1.20'), each);
    expect(found.verdict).toBe('INFEASIBLE');
    // 5/1.12 = 4.464 is below the lower bound of 4.55: 1.12 is out of reach, 1.05 is not.
    expect(judged(criterion('throughput', 'pooled/direct', '>= 1.12'), each).verdict).toBe('INFEASIBLE');
    expect(judged(criterion('throughput', 'pooled/direct', '>= 1.05'), each).verdict).toBe('FAIL');
    expect(judged(criterion('throughput', 'pooled/direct', '<= 1.20'), each).verdict).toBe('PASS');
  });

  it('takes the lower bound of the other arm, not its mean: scatter leaves room', () => {
    // Geometric mean 4.38, 90 % interval 4.04 to 4.76: 5/4.04 = 1.239, though 5/4.38 is 1.14.
    const each = readings('goodputPerS', {
      direct: [4, 4.8, 4, 4.8, 4, 4.8],
      pooled: [4.4, 4.4, 4.4, 4.4, 4.4, 4.4],
    });
    expect(judged(criterion('throughput', 'pooled/direct', '>= 1.20'), each).verdict).toBe('FAIL');
    expect(judged(criterion('throughput', 'pooled/direct', '>= 1.24'), each).verdict).toBe('INFEASIBLE');
  });
});

describe('fewer than six whole blocks', () => {
  it.each([1, 5])('%i: nothing passes, nothing but a census fails, the reading stands', (blocks) => {
    const within = judged(noRegression, ratios([0.5, 0.51, 0.5, 0.52, 0.5]), blocks);
    expect(within).toMatchObject({ verdict: 'INCONCLUSIVE', met: true, n: blocks });
    expect(within.reason).toContain('taken at face value it meets <= 1.10');
    expect(judged(noRegression, ratios([2, 2.1, 2, 2.1, 2]), blocks)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      met: false,
    });
    expect(judged(criterion('connection errors', 'pooled', '= 0'), () => ({}), blocks).verdict).toBe('INCONCLUSIVE');
  });

  it.each([
    ['median response time', 'pooled/direct', '<= 1.10', 'could not be read in a whole block'],
    ['median response time', 'pooled', '< 600 ms', 'could not be read in a whole segment'],
  ] as const)('none, of %s %s %s: says that nothing was read, not how often', (metric, arms, bound, words) => {
    const partial = judged(criterion(metric, arms, bound), () => ({ status: 'partial' }), 1);
    expect(partial).toMatchObject({ verdict: 'INCONCLUSIVE', met: null, n: 0 });
    expect(partial.reason).toBe(
      `Median response time of ${arms} ${words}: too little to judge, 0 whole blocks (6 are needed).`,
    );
    const voided = judged(criterion(metric, arms, bound), () => ({ status: 'invalid' }), 1);
    expect(voided).toMatchObject({ verdict: 'INVALID' });
    expect(voided.reason).toBe(
      `Median response time of ${arms} ${words} and the measurement cannot be trusted: see the gates.`,
    );
  });

  it('has no interval with one block', () => {
    expect(judged(noRegression, ratios([0.5]), 1)).toMatchObject({
      estimate: 0.5,
      interval: [null, null],
      tTest: null,
    });
  });
});
