import { describe, expect, it } from 'vitest';
import type { Aa } from '../model/aa.ts';
import type { ResultSegment } from '../model/result.ts';
import { aPlan, aResult, aNoiseFloor, plannedSegments } from '../model/testing/factories.ts';
import { verdictSchema } from '../model/verdict.ts';
import { blockTable } from './block-table.ts';
import { judge } from './judge.ts';
import { floorRunOf } from './scatter.ts';
import { criterion } from './testing/runs.ts';

const arms = ['direct.a', 'direct.b'];
const checks = [
  criterion('throughput', 'direct.b/direct.a', '>= 1.20'),
  criterion('median response time', 'direct.b/direct.a', '<= 1.10'),
];
const noise = [0.012, -0.02, 0.005, -0.011, 0.018, -0.004];
type Each = (block: number) => Partial<ResultSegment>;

/** An A/A run; `b` says what is different about the second arm. */
function anAaRun(b: Each, blocks = 6, injected: Aa['injected'] = null) {
  const plan = aPlan({
    arms: arms.map((name) => ({ name, via: 'postgres', env: {} })),
    criteria: checks,
    segments: plannedSegments(blocks, arms),
    aa: { arm: 'direct', injected },
  });
  const alike = { goodputPerS: 4, medianMs: 100, p95Ms: 200 };
  const result = aResult({}, ({ arm, block }) => ({ ...alike, ...(arm === 'direct.b' ? b(block) : {}) }), plan);
  return { plan, result };
}

/** Alike but for noise, times a factor. */
const scattered =
  (goodput = 1, median = 1): Each =>
  (block) => {
    const by = Math.exp(noise[(block - 1) % noise.length] ?? 0);
    return { goodputPerS: 4 * goodput * by, medianMs: 100 * median * by, p95Ms: (200 * median) / by };
  };

function judged(...args: Parameters<typeof anAaRun>) {
  const { plan, result } = anAaRun(...args);
  return verdictSchema.parse(judge(plan, result));
}

const outcomes = ({ aa }: ReturnType<typeof judged>) => aa?.checks.map(({ id, outcome }) => [id, outcome]);

describe('an A/A run', () => {
  it('passes when nothing is found in what is alike', () => {
    const verdict = judged(scattered());
    expect(verdict.verdict).toBe('PASS');
    expect(verdict.headline).toBe('No false verdict: direct against itself over 6 blocks, 3 checks held.');
    expect(outcomes(verdict)).toEqual([
      ['help-or-hurt', 'held'],
      ['throughput:direct.b/direct.a', 'held'],
      ['median response time:direct.b/direct.a', 'held'],
    ]);
    expect(verdict.answer).toMatch(
      /^Using direct\.b instead of direct\.a makes no difference larger than .*; both are the same arm; noise floor of this host: ±1\.5 % on goodput/,
    );
    expect(verdict.warnings.join()).not.toContain('noise floor');
  });

  it('fails when an effect is named, and says which', () => {
    const verdict = judged(scattered(1.05));
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.headline).toContain('and yet help-or-hurt did not hold');
    expect(verdict.aa?.checks[0]?.found).toBe('An effect is named: goodput better.');
  });

  it('fails by a PASS of +20 %, even where no outcome could have met it, and by a FAIL of no regression', () => {
    expect(outcomes(judged(scattered(1.3)))?.[1]).toEqual(['throughput:direct.b/direct.a', 'false']);
    expect(outcomes(judged(scattered(1, 1.2)))?.[2]).toEqual(['median response time:direct.b/direct.a', 'false']);
  });

  it('judges nothing from so few blocks', () => {
    const verdict = judged(scattered(1.5, 2), 4);
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.headline).toMatch(/^Direct against itself: nothing could be judged, because 4 whole blocks/);
    expect(new Set(verdict.aa?.checks.map(({ outcome }) => outcome))).toEqual(new Set(['not judged']));
    expect(verdict.floor).toBeUndefined();
  });

  it('is INVALID when most of it was voided', () => {
    const verdict = judged((block) => (block < 5 ? { status: 'invalid', reason: 'Steal.' } : {}));
    expect(verdict.verdict).toBe('INVALID');
    expect(new Set(verdict.aa?.checks.map(({ outcome }) => outcome))).toEqual(new Set(['not judged']));
  });
});

it('an arm through the pooler is held against itself too', () => {
  const { plan, result } = anAaRun(scattered());
  const pooled = plan.arms.map((arm) => ({ ...arm, via: 'pooler' as const }));
  const verdict = judge({ ...plan, arms: pooled, aa: { arm: 'pooled', injected: null } }, result);
  expect(verdict.comparisons[0]).toMatchObject({ arm: 'direct.b', against: 'direct.a' });
  expect(verdict.verdict).toBe('PASS');
});

describe('an A/A run into which something was put', () => {
  const delay = { kind: 'delay', asked: '10%', delayMs: 3 } as const;

  it('passes when what is found is for the worse, and when nothing is', () => {
    expect(judged(scattered(1, 1.1), 6, delay)).toMatchObject({
      verdict: 'PASS',
      aa: {
        injected: 'a delay of 3 ms (10%)',
        checks: [{ id: 'sign', outcome: 'held', found: expect.stringMatching(/median response time worse/) }],
      },
    });
    expect(judged(scattered(), 6, delay)).toMatchObject({
      verdict: 'PASS',
      aa: { checks: [{ found: 'No effect is named: what was put in was not found.' }] },
    });
  });

  it('fails when something is named better', () => {
    const verdict = judged(scattered(1.1, 1), 6, { kind: 'cpu', asked: '0.8', share: 0.8, by: 'duty-cycle' });
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.aa?.checks).toMatchObject([{ id: 'sign', outcome: 'false' }]);
  });

  it('is held against the floor that was known, and makes none itself', () => {
    const { plan, result } = anAaRun(scattered(1, 1.1), 6, delay);
    expect(floorRunOf(plan, result)).toBeNull();
    const known = judge({ ...plan, noiseFloor: aNoiseFloor() }, result);
    expect(known.floor).toMatchObject({ runs: 2, blocks: 12 });
    expect(judge(plan, result).floor).toBeUndefined();
  });
});

describe('what an A/A run says of the host', () => {
  it('is the scatter of its blocks', () => {
    const { plan, result } = anAaRun(scattered());
    const floor = floorRunOf(plan, result);
    // Sample standard deviation of the six numbers of `noise`.
    expect(floor).toMatchObject({ arm: 'direct', users: 10, blocks: 6, k6Kind: 'poolproof', k6Version: '2.2.0' });
    expect(floor?.scatter.goodput).toBeCloseTo(0.0143527, 6);
    expect(floor?.scatter.failureRate).toBe(0);
    expect(floor?.medianMs).toBeCloseTo(100, 6);
  });

  it('is nothing from too few blocks, and of a median that is not finite nothing', () => {
    const few = anAaRun(scattered(), 4);
    expect(floorRunOf(few.plan, few.result)).toBeNull();
    const open = anAaRun((block) => ({ ...scattered()(block), medianMs: block === 2 ? null : 100 }));
    expect(floorRunOf(open.plan, open.result)).toMatchObject({ scatter: { median: null }, medianMs: null });
  });

  it('is kept block by block', () => {
    const { plan, result } = anAaRun(scattered());
    const rows = blockTable(plan, result);
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatchObject({
      block: 2,
      state: 'whole',
      voidedBy: [],
      arms: [{ arm: 'direct.b' }, { arm: 'direct.a', goodputPerS: 4, medianMs: 100, p95Ms: 200, failures: 0 }],
    });
  });
});

describe('a run with a known floor', () => {
  const floor = aNoiseFloor();
  const arms2 = (goodput: number) => {
    const plan = aPlan({ noiseFloor: floor });
    const result = aResult({}, ({ arm }) => ({ goodputPerS: arm === 'pooled' ? 4 * goodput : 4 }), plan);
    return judge(plan, result);
  };

  it('has it in its answer, and no doubt about it', () => {
    const verdict = arms2(1.2);
    // t(.975, 10) · .02/√6 = .01819.
    expect(verdict.floor?.reach.goodput).toBeCloseTo(Math.exp(0.018192) - 1, 5);
    expect(verdict.answer).toContain(
      '; noise floor of this host: ±1.8 % on goodput, ±4.7 % on median response time and ±0.1 points on failure rate.',
    );
    expect(verdict.warnings).toEqual([]);
    expect(verdict.floor?.detectable?.goodput).toBeCloseTo(Math.exp(1.435 * 0.02) - 1, 4);
  });

  it('doubts an effect that is smaller than it', () => {
    expect(arms2(1.01).warnings).toEqual([
      'Goodput is named better, and yet an arm differs from itself by as much on this host.',
    ]);
  });
});
