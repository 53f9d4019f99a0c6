import { describe, expect, it } from 'vitest';
import type { PlannedCriterion } from '../model/plan.ts';
import type { ResultSegment } from '../model/result.ts';
import { aGateReading, aPlan, aResult } from '../model/testing/factories.ts';
import { judge } from './judge.ts';
import { aRun, criterion } from './testing/runs.ts';

type Each = (arm: string, place: number) => Partial<ResultSegment>;

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');
const none = criterion('connection errors', 'pooled', '= 0');
const outOfReach = criterion('throughput', 'pooled', '>= 18/s');

function judged(criteria: readonly PlannedCriterion[], each: Each, blocks = 6) {
  const { plan, result } = aRun(blocks, criteria, each);
  return judge(plan, result);
}

/** Medians whose ratio scatters by a few percent about `ratio`. */
const medians =
  (ratio: number): Each =>
  (arm, place) => ({ medianMs: arm === 'direct' ? 100 : 100 * ratio * (1 + (place - 2.5) / 100) });

/** The pooled segments of these blocks are voided. */
const voided =
  (...places: number[]): Each =>
  (arm, place) => ({
    ...medians(1)(arm, place),
    ...(arm === 'pooled' && places.includes(place)
      ? { status: 'invalid', reason: 'Steal.', gates: [aGateReading('steal', { reading: 0.2, ok: false })] }
      : {}),
  });

/** Pooled goodput and median as so many times direct's, and so many failures more. */
const run =
  (goodput: number, median: number, failures: number): Each =>
  (arm, place) => {
    const scatter = 1 + (place - 2.5) / 200;
    const [by, slow, failed] = arm === 'pooled' ? [goodput, median, failures] : [1, 1, 0];
    return {
      goodputPerS: 4 * by * scatter,
      medianMs: 100 * slow * scatter ** 2,
      attempts: 1000,
      failures: failed + place,
    };
  };

const headlineOf = (...criteria: PlannedCriterion[]) => judged(criteria, medians(1)).headline;

describe('the overall verdict', () => {
  it('PASS when all criteria do', () => {
    const verdict = judged([noRegression, none], medians(1));
    expect(verdict).toMatchObject({
      verdict: 'PASS',
      headline: expect.stringMatching(/^All 2 criteria are met over 6 blocks/),
    });
  });

  it('PASS says how many criteria the other arm meets as well', () => {
    const speed = criterion('median response time', 'pooled', '< 600');
    expect(headlineOf(speed)).toBe(
      'The criterion is met over 6 blocks; direct meets it too, so it tells nothing about pooling.',
    );
    expect(headlineOf(speed, noRegression)).toBe(
      'All 2 criteria are met over 6 blocks; direct meets 1 of them too, which tells nothing about pooling.',
    );
    expect(headlineOf(speed, criterion('throughput', 'pooled', '>= 3/s'))).toBe(
      'All 2 criteria are met over 6 blocks; direct meets all of them too, which tell nothing about pooling.',
    );
  });

  it('FAIL names what failed', () => {
    const verdict = judged([noRegression, none], medians(1.3));
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.headline).toBe('1 of 2 criteria failed: median response time of pooled/direct <= 1.10.');
  });

  it('is neither PASS nor FAIL while a redone block is not finished', () => {
    const { plan, result } = aRun(7, [noRegression], (arm, place) => ({
      ...medians(1)(arm, place),
      ...(place < 6 ? {} : { status: 'invalid' as const, gates: [aGateReading('users', { reading: 1, ok: false })] }),
    }));
    expect(judge(plan, result).verdict).toBe('PASS');
    const redone = result.segments.slice(-2).map((segment, at) => ({
      ...segment,
      index: segment.index + 2,
      ...(at === 0 ? { status: 'ok' as const, gates: [] } : { status: 'partial' as const, gates: [] }),
    }));
    const verdict = judge(plan, { ...result, segments: [...result.segments, ...redone] });
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.headline).toContain('run in which block 7 was not finished');
  });

  it('INCONCLUSIVE names what is open', () => {
    const verdict = judged([noRegression, none], medians(1.1));
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.headline).toBe(
      'Not enough evidence on 1 of 2 criteria: median response time of pooled/direct <= 1.10.',
    );
  });

  it('a criterion that fails alone but not after Holm leaves it INCONCLUSIVE', () => {
    // t-test p of failing .03: clear at 5 %, not at 5 %/4. The signs all agree.
    const ratios = [1.101, 1.102, 1.18, 1.101, 1.22, 1.15];
    const each: Each = (arm, place) => ({ medianMs: arm === 'direct' ? 100 : 100 * (ratios[place] ?? 0) });
    const [alone, others] = [judged([noRegression], each), ['< 200 ms', '< 201 ms', '< 202 ms'] as const];
    expect(alone.criteria[0]?.tTest?.fail).toBeGreaterThan(0.05 / 4);
    expect(alone.verdict).toBe('FAIL');
    const four = [noRegression, ...others.map((bound) => criterion('median response time', 'pooled', bound))];
    const together = judged(four, each);
    expect(together.criteria.map(({ verdict }) => verdict)).toEqual(['FAIL', 'PASS', 'PASS', 'PASS']);
    expect(together.verdict).toBe('INCONCLUSIVE');
    expect(together.headline).toContain('fails alone, but not after Holm’s correction for 4 criteria');
  });

  it('a census fails outside Holm', () => {
    const verdict = judged([noRegression, none], (arm, place) => ({
      ...medians(1)(arm, place),
      causes: arm === 'pooled' && place === 5 ? { 'pooler-query-wait-timeout': 1 } : {},
    }));
    expect(verdict.verdict).toBe('FAIL');
  });

  it('leaves out what is INFEASIBLE and names it', () => {
    const verdict = judged([noRegression, outOfReach], medians(1));
    expect(verdict.verdict).toBe('PASS');
    expect(verdict.headline).toBe(
      'The criterion is met over 6 blocks. Left out, because no outcome could meet it: throughput of pooled >= 18/s.',
    );
    expect(judged([outOfReach], medians(1)).verdict).toBe('INCONCLUSIVE');
  });

  it('cannot be given from one block, but a census can fail there', () => {
    const verdict = judged([noRegression, none], medians(1), 1);
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.headline).toBe(
      '1 whole block (6 are needed) cannot give a verdict; at face value 2 of 2 criteria are met.',
    );
    expect(judged([none], () => ({ causes: { 'pg-53300': 9 } }), 1).verdict).toBe('FAIL');
  });
});

describe('a voided block that was redone', () => {
  it('is replaced by its last round, and both were run', () => {
    const { plan, result } = aRun(6, [noRegression], voided(2));
    const again = result.segments
      .filter(({ block }) => block === 3)
      .map((segment, at) => ({
        ...segment,
        ...medians(1)(segment.arm, 2),
        index: 13 + at,
        status: 'ok' as const,
        reason: null,
        gates: [],
      }));
    const verdict = judge(plan, { ...result, segments: [...result.segments, ...again] });
    expect(verdict).toMatchObject({ verdict: 'PASS', blocks: { whole: 6, run: 7 } });
    expect(judge(plan, result)).toMatchObject({ verdict: 'INCONCLUSIVE', blocks: { whole: 5, run: 6 } });
  });
});

describe('a run that broke off', () => {
  it('gives no verdict however many blocks it had, since their number was fixed before the first', () => {
    const brokenOff = (ratio: number) => {
      const { plan, result } = aRun(8, [noRegression], medians(ratio));
      const segments = result.segments
        .filter(({ block }) => block < 8)
        .map((segment) => (segment.index === 14 ? { ...segment, status: 'partial' as const } : segment));
      return judge(plan, { ...result, segments });
    };
    for (const ratio of [1, 1.5]) {
      const verdict = brokenOff(ratio);
      expect(verdict.verdict).toBe('INCONCLUSIVE');
      expect(verdict.headline).toContain('A run that broke off after 6 of 8 planned blocks cannot give a verdict');
      expect(verdict.answer).toContain('No answer can be given from a run that broke off');
    }
    expect(judged([noRegression], medians(1), 8).verdict).toBe('PASS');
  });
});

describe('blocks that a gate took out', () => {
  it('leave fewer than six: judged as too few', () => {
    const verdict = judged([noRegression], voided(1));
    expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', blocks: { whole: 5, run: 6 } });
    expect(verdict.gates.find(({ id }) => id === 'steal')).toMatchObject({ ok: false, reading: 0.2, voided: [3] });
    expect(verdict.warnings).toContain('Segment 3 (pooled) is INVALID: Steal.');
  });

  it('judges the whole ones when six are left', () => {
    expect(judged([noRegression], voided(1, 6), 8)).toMatchObject({ verdict: 'PASS', blocks: { whole: 6, run: 8 } });
  });

  it('make the run INVALID when they are more than half', () => {
    expect(judged([noRegression], voided(0, 1, 2)).verdict).toBe('INCONCLUSIVE');
    const verdict = judged([noRegression, none], voided(0, 1, 2, 3));
    expect(verdict).toMatchObject({
      verdict: 'INVALID',
      headline: 'The measurement cannot be trusted: 4 of 6 blocks voided by steal.',
      answer: 'Whether pooling helps cannot be said, because the measurement is INVALID.',
    });
    expect(verdict.criteria.map((one) => one.verdict)).toEqual(['INVALID', 'INVALID']);
    expect(judged([noRegression], voided(0), 1).verdict).toBe('INVALID');
  });

  it('include those whose arms lost different users', () => {
    const verdict = judged([noRegression], (arm, place) => ({
      ...medians(1)(arm, place),
      loginsLostOtherwise: arm === 'direct' && place === 0 ? 2 : 0,
    }));
    expect(verdict.blocks).toEqual({ whole: 5, run: 6 });
    expect(verdict.gates.find(({ id }) => id === 'log-ins')).toMatchObject({ reading: 2, ok: false, voided: [1, 2] });
    expect(verdict.warnings).toContain(
      'Block 1 is voided: log-ins: Users that never got in for other causes than the database: 2 in direct, 0 in pooled; they may differ by 1.',
    );
  });

  it('do not include what was only broken off', () => {
    const verdict = judged([noRegression], (arm, place) => ({
      ...medians(1)(arm, place),
      ...(place === 5 && arm === 'direct' ? { status: 'partial', reason: 'interrupted' } : {}),
    }));
    expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', blocks: { whole: 5, run: 6 } });
    expect(verdict.warnings).toContain('Segment 12 (direct) is partial: interrupted.');
  });
});

describe('the answer', () => {
  it('help, when something is better and nothing is worse', () => {
    const { answer, comparisons } = judged([none], (arm, place) => ({
      ...run(1.2, 0.5, 0)(arm, place),
      ...(arm === 'pooled' ? { goodputPerS: 4.8 + place / 50 } : {}),
    }));
    expect(comparisons.map(({ effect }) => effect)).toEqual(['better', 'better', 'none shown']);
    expect(answer).toMatch(
      /^Pooling helps: goodput \+2\d\.\d % \(\+\d+\.\d % to \+\d+\.\d %\) and median response time −50\.0 %/,
    );
    expect(answer).toContain('no difference larger than 0.0 points on failure rate');
    expect(answer).toContain('noise floor is not known (A/A not run)');
  });

  it('hurt, when something is worse and nothing is better', () => {
    expect(judged([none], run(0.9, 1.3, 20)).answer).toMatch(/^Pooling hurts: .*failure rate \+2\.0 points/);
  });

  it('both, said as both', () => {
    expect(judged([none], run(1.1, 1.3, 0)).answer).toMatch(
      /^Pooling helps and hurts: better goodput .*, but worse median response time/,
    );
  });

  it('no difference larger than the farther end of the 90 % interval', () => {
    // ln ratios ±.02, three each: e^(2.01505 · .0219089/√6) − 1 = 1.82 %.
    const verdict = judged([none], (arm, place) => ({
      goodputPerS: arm === 'direct' ? 4 : 4 * Math.exp(place % 2 === 0 ? 0.02 : -0.02),
      medianMs: 100,
      failures: 0,
    }));
    expect(verdict.answer).toBe(
      'Pooling makes no difference larger than 1.8 % on goodput, 0.0 % on median response time and 0.0 points on failure rate ' +
        '(90 % intervals over 6 blocks); this host’s noise floor is not known (A/A not run).',
    );
  });

  it('what leans but is not shown says which way, instead of "no difference larger than" its far end', () => {
    // The medians of a real run: every block worse, and too scattered for one of three comparisons.
    const ratios = [1.23, 1.22, 2.27, 1.06, 2.23, 1.28];
    const verdict = judged([none], (arm, place) => ({ medianMs: arm === 'direct' ? 25 : 25 * (ratios[place] ?? 1) }));
    expect(verdict.comparisons[1]?.effect).toBe('none shown');
    expect(verdict.answer).toMatch(
      /^Pooling shows no effect, but leans to median response time \+47\.\d % \(\+12\.\d % to \+9\d\.\d %\) without enough evidence; no difference larger than 0\.0 % on goodput and 0\.0 points on failure rate \(90 %/,
    );
  });

  it('does not lean to what would read as nothing', () => {
    const slower = [0.23, 0.22, 1.27, 0.06, 1.23, 0.28];
    const verdict = judged([none], (arm, place) => ({
      medianMs: arm === 'direct' ? 25 : 25 * (1 + (slower[place] ?? 0) / 10_000),
    }));
    const { effect, interval } = verdict.comparisons[1] ?? {};
    expect(effect === 'none shown' && (interval?.[0] ?? 0) > 1).toBe(true);
    expect(verdict.answer).toMatch(/^Pooling makes no difference larger than .* on median response time/);
  });

  it('says when a median is not finite, and which way it speaks', () => {
    const verdict = judged([none], (arm) => ({ medianMs: arm === 'direct' ? null : 100 }), 8);
    expect(verdict.comparisons[1]).toMatchObject({ effect: 'better', estimate: null, interval: [null, null] });
    expect(verdict.answer).toContain('Pooling helps: median response time (not finite in every block)');
  });

  it('corrects for three comparisons where a median is not finite, too: six blocks cannot name it alone', () => {
    const others = run(0.5, 1, 200);
    const all: Each = (arm, place) => ({ ...others(arm, place), medianMs: arm === 'pooled' ? null : 100 });
    expect(judged([none], (arm) => ({ medianMs: arm === 'direct' ? null : 100 })).comparisons[1]?.effect).toBe(
      'none shown',
    );
    // The other two are named first, and leave it the whole 5 %.
    expect(judged([none], all).comparisons.map(({ effect }) => effect)).toEqual(['worse', 'worse', 'worse']);
  });

  it('is not given from so few blocks; the readings are', () => {
    expect(judged([none], run(1.1, 0.5, 0), 1).answer).toBe(
      'No answer can be given from 1 whole block (6 are needed); at face value pooling goes with goodput × 1.10, ' +
        'median response time × 0.50 and failure rate 0.0 points.',
    );
  });

  it('speaks of the arms when they are not the product’s', () => {
    const arms = ['direct.a', 'direct.b'].map((name) => ({ name, via: 'postgres' as const, env: {} }));
    const segments = aPlan().segments.map((planned) => ({
      ...planned,
      arm: planned.arm === 'direct' ? 'direct.a' : 'direct.b',
    }));
    const plan = aPlan({ arms, segments, criteria: [none] });
    expect(
      judge(
        plan,
        aResult({}, () => ({}), plan),
      ).answer,
    ).toMatch(/^Using direct\.b instead of direct\.a makes no difference/);
  });
});

describe('what every report repeats', () => {
  it('names torn lines, blocks not run and gates without a reading', () => {
    const { plan, result } = aRun(6, [none], (arm, place) =>
      place === 0 && arm === 'direct'
        ? { tornLines: 1, gates: [aGateReading('steal', { reading: null, ok: null, note: 'Not readable.' })] }
        : { gates: [] },
    );
    const verdict = judge(plan, { ...result, segments: result.segments.filter(({ block }) => block < 3) });
    expect(verdict.warnings).toEqual([
      '2 whole blocks (6 are needed): nothing can pass.',
      'Only 2 of 6 planned blocks were run.',
      expect.stringMatching(/^Segment \d+ \(direct\): 1 line of its load or samples was torn and left out\.$/),
      expect.stringContaining('Gates without a reading, so not shown to be ok: toggle-proof, read-back, users,'),
      expect.stringContaining('noise floor is not known'),
    ]);
  });

  it('is the same, byte for byte, for the same files', () => {
    const { plan, result } = aRun(6, [noRegression, none], medians(1.05));
    const written = JSON.stringify(judge(plan, result));
    expect(JSON.stringify(judge(plan, { ...result, segments: result.segments.toReversed() }))).toBe(written);
    const numbers = [...written.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?(?=[,\]}])/g)].map(([text]) => Number(text));
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.map((value) => Number(value.toPrecision(12)))).toEqual(numbers);
  });
});
