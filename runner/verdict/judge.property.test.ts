import { array, assert, constantFrom, double, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedCriterion } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { judge } from './judge.ts';
import { aRun, criterion } from './testing/runs.ts';

/** Medians and goodputs of six blocks, direct before pooled; now and then a median that is not finite. */
const reading = double({ min: 1, max: 1000, noNaN: true });
const median = oneof({ weight: 9, arbitrary: reading }, { weight: 1, arbitrary: constantFrom(null) });
const blocks = array(record({ medians: tuple(median, median), goodputs: tuple(reading, reading) }), {
  minLength: 6,
  maxLength: 6,
});
type Blocks = readonly {
  readonly medians: readonly [number | null, number | null];
  readonly goodputs: readonly [number, number];
}[];

function judged(readings: Blocks, planned: readonly PlannedCriterion[], swapped = false, scale = 1): Verdict {
  const { plan, result } = aRun(6, planned, (arm, place) => {
    const at = (arm === 'pooled') === swapped ? 0 : 1;
    const { medians, goodputs } = readings[place] ?? { medians: [1, 1], goodputs: [1, 1] };
    const medianMs = medians[at] ?? null;
    return { medianMs: medianMs === null ? null : medianMs * scale, goodputPerS: (goodputs[at] ?? 1) * scale };
  });
  return judge(plan, result);
}

const ratio = (op: string) => criterion('median response time', 'pooled/direct', `${op} 1.10`);
const turned = { better: 'worse', worse: 'better', 'none shown': 'none shown' } as const;
const opposite = new Map<string, string>([
  ['PASS', 'FAIL'],
  ['FAIL', 'PASS'],
  ['INCONCLUSIVE', 'INCONCLUSIVE'],
]);

describe('whatever was measured', () => {
  it('exchanging the arms turns help into hurt', () => {
    assert(
      property(blocks, (readings) => {
        const effects = judged(readings, [ratio('<=')]).comparisons.map(({ effect }) => turned[effect]);
        expect(judged(readings, [ratio('<=')], true).comparisons.map(({ effect }) => effect)).toEqual(effects);
      }),
    );
  });

  it('the opposite bound has the opposite verdict', () => {
    assert(
      property(blocks, (readings) => {
        const [atMost, atLeast] = judged(readings, [ratio('<='), ratio('>=')]).criteria;
        expect(opposite.get(atMost?.verdict ?? '')).toBe(atLeast?.verdict);
      }),
    );
  });

  it('a unit changes no ratio and no verdict', () => {
    assert(
      property(blocks, constantFrom(0.001, 60, 1000), (readings, scale) => {
        const [seconds, other] = [judged(readings, [ratio('<=')]), judged(readings, [ratio('<=')], false, scale)];
        expect(other.criteria[0]?.verdict).toBe(seconds.criteria[0]?.verdict);
        expect(other.comparisons.map(({ effect }) => effect)).toEqual(seconds.comparisons.map(({ effect }) => effect));
      }),
    );
  });

  it('a PASS has its interval within the bound, a FAIL outside', () => {
    assert(
      property(blocks, (readings) => {
        const [only] = judged(readings, [ratio('<=')]).criteria;
        const [low, high] = only?.interval ?? [null, null];
        if (only?.verdict === 'PASS' && high !== null) return high <= 1.1;
        return !(only?.verdict === 'FAIL' && low !== null) || low >= 1.1;
      }),
    );
  });
});
