import { assert, constantFrom, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, randomFrom } from '../model/rng.ts';
import { holmRejects } from './holm.ts';
import { noncentralTUpperTail } from './noncentral-t.ts';
import { blocksToDetect, chanceOfPass, detectableEffect, differenceOf, levels, powerOfTTest } from './power.ts';
import { signFlipTest } from './sign-flip.ts';
import { tQuantile, tUpperTail } from './student-t.ts';
import { tTest } from './t-test.ts';

/** `runs` samples of n normal values of standard deviation 1 about `mean`, from a seed. */
function samples(runs: number, n: number, mean: number): number[][] {
  const random = randomFrom(hash32('power', runs, n, String(mean)));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: runs }, () => Array.from({ length: n }, () => mean + normal()));
}

const shareOf = <T>(items: readonly T[], is: (item: T) => boolean) => items.filter(is).length / items.length;

/** How often the answer names an effect of k standard deviations on one of its three comparisons. */
function named(n: number, k: number): number {
  const others = samples(4000, n, 0);
  return shareOf(samples(2000, n, k), (values) => {
    const three = [values, ...others.splice(0, 2)].map((each) => tTest(each) ?? { pass: 1, fail: 1 });
    const rejects = holmRejects(
      three.map(({ pass, fail }) => 2 * Math.min(pass, fail)),
      0.05,
    );
    return rejects[0] === true && signFlipTest(values).pass <= 0.05;
  });
}

describe('the noncentral t', () => {
  it('is Student’s t when there is nothing to find', () => {
    for (const df of [1, 2, 5, 9, 39]) {
      for (const t of [-3, -0.5, 0, 1, 2.5, 7]) {
        expect(Math.abs(noncentralTUpperTail(t, df, 0) - tUpperTail(t, df))).toBeLessThan(1e-7);
      }
    }
  });

  it('mirrors: P(T > t) with δ is 1 − P(T > −t) with −δ', () => {
    const [t, delta] = [double({ min: -8, max: 8, noNaN: true }), double({ min: -8, max: 8, noNaN: true })];
    assert(
      property(t, delta, constantFrom(1, 2, 5, 9, 39), (at, by, df) => {
        expect(noncentralTUpperTail(at, df, by)).toBeCloseTo(1 - noncentralTUpperTail(-at, df, -by), 6);
      }),
    );
  });

  it('is what simulated t statistics do', () => {
    for (const [n, effect] of [
      [6, 0.5],
      [6, 1.435],
      [10, 0.996],
      [20, 0.3],
    ] as const) {
      const q = tQuantile(0.025, n - 1);
      const found = shareOf(samples(4000, n, effect), (values) => (tTest(values)?.pass ?? 1) <= 0.025);
      expect(Math.abs(found - noncentralTUpperTail(q, n - 1, effect * Math.sqrt(n))), `n ${n}`).toBeLessThan(0.025);
    }
  });
});

describe('the detectable effect', () => {
  it.each([
    [6, 1.435],
    [10, 0.996],
  ])('is k = with %i blocks %s', (n, k) => expect(detectableEffect(n)).toBeCloseTo(k, 3));

  it.each([
    [6, 1.877],
    [8, 1.45],
    [10, 1.223],
  ])('in the answer, with %i blocks, is k = %s', (n, k) =>
    expect(Math.abs(detectableEffect(n, levels.answer) / k - 1)).toBeLessThan(0.01),
  );

  it('has 80 % power, in simulations of both tests too', () => {
    for (const n of [6, 8, 10]) {
      expect(powerOfTTest(detectableEffect(n), n)).toBeCloseTo(0.8, 5);
      const found = shareOf(samples(2000, n, detectableEffect(n)), (values) => {
        return (tTest(values)?.pass ?? 1) <= 0.025 && signFlipTest(values).pass <= 0.05;
      });
      expect(Math.abs(found - 0.8), `n ${n}`).toBeLessThan(0.05);
    }
  });

  it('is named by the answer in 80 % of runs at its own k, and in little more than half at the other', () => {
    for (const n of [6, 10]) {
      expect(Math.abs(named(n, detectableEffect(n, levels.answer)) - 0.8), `n ${n}`).toBeLessThan(0.04);
      expect(Math.abs(named(n, detectableEffect(n)) - 0.575), `n ${n}`).toBeLessThan(0.06);
    }
  });

  it('is a difference by exp(k·sd) − 1', () => {
    expect(differenceOf(detectableEffect(6), 0.05)).toBeCloseTo(Math.exp(1.435 * 0.05) - 1, 4);
    expect(differenceOf(1.435, 0)).toBe(0);
  });
});

describe('the chance of PASS without a difference', () => {
  it('is that of simulated runs, whichever way the bound lies', () => {
    for (const [n, sd] of [
      [6, 0.05],
      [6, 0.1],
      [10, 0.1],
      [6, 0.2],
    ] as const) {
      const margin = Math.log(1.1) / sd;
      const found = shareOf(
        samples(3000, n, margin),
        (values) => (tTest(values)?.pass ?? 1) <= 0.05 && signFlipTest(values).pass <= 0.05,
      );
      expect(Math.abs(found - chanceOfPass(1.1, sd, n)), `n ${n} sd ${sd}`).toBeLessThan(0.05);
      expect(chanceOfPass(1 / 1.1, sd, n)).toBeCloseTo(chanceOfPass(1.1, sd, n), 9);
    }
  });

  it('falls as the noise grows, from certainty', () => {
    const chances = [0, 0.02, 0.05, 0.1, 0.3, 1].map((sd) => chanceOfPass(1.1, sd, 6));
    expect(chances[0]).toBe(1);
    expect(chances).toEqual(chances.toSorted((a, b) => b - a));
    expect(chances.at(-1)).toBeLessThan(0.1);
  });
});

describe('the blocks that it takes', () => {
  it('are the fewest that fit the arms', () => {
    const sd = 0.1;
    const blocks = blocksToDetect(0.1, sd, 2) ?? 0;
    expect(differenceOf(detectableEffect(blocks), sd)).toBeLessThanOrEqual(0.1);
    expect(differenceOf(detectableEffect(blocks - 2), sd)).toBeGreaterThan(0.1);
    expect((blocksToDetect(0.1, sd, 3) ?? 0) % 6).toBe(0);
    expect(blocksToDetect(0.1, sd, 2, levels.answer)).toBeGreaterThan(blocks);
  });

  it('are six at least, and none when forty are too few', () => {
    expect(blocksToDetect(0.5, 0.01, 2)).toBe(6);
    expect(blocksToDetect(0.01, 0.2, 2)).toBeNull();
  });
});
