import { describe, expect, it } from 'vitest';
import type { GateId } from '../model/gate.ts';
import type { ResultSegment } from '../model/result.ts';
import { aGateReading } from '../model/testing/factories.ts';
import { judge } from './judge.ts';
import { reconcile } from './second-analysis.ts';
import { aRun, criterion } from './testing/runs.ts';

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');

/** Six blocks with one ratio, and some of another whose pooled segment these gates voided. */
function judged(ratio: number, voidedRatio: number, gates: readonly GateId[], { whole = 6, voided = 2 } = {}) {
  const each = (arm: string, place: number): Partial<ResultSegment> => {
    const isVoided = place >= whole;
    const medianMs = arm === 'direct' ? 100 : 100 * (isVoided ? voidedRatio : ratio) * (1 + (place % 6) / 500);
    if (arm === 'direct' || !isVoided) return { medianMs };
    return {
      medianMs,
      status: 'invalid',
      reason: 'Voided.',
      gates: gates.map((id) => aGateReading(id, { reading: 9, ok: false })),
    };
  };
  const { plan, result } = aRun(whole + voided, [noRegression], each);
  return judge(plan, result);
}

describe('the second analysis', () => {
  it('is left out when nothing was voided by noise alone', () => {
    expect(judged(1, 1, ['toggle-proof']).secondAnalysis).toBeUndefined();
    expect(judged(1, 1, ['steal', 'users']).secondAnalysis).toBeUndefined();
    expect(judged(1, 1, []).secondAnalysis).toBeUndefined();
  });

  it.each(['steal', 'foreign-load', 'generator-starved', 'sampler-gap', 'sampler-missing'] as const)(
    'puts back the blocks that only %s voided, and says what the verdict is then',
    (gate) => {
      const verdict = judged(1, 1, [gate]);
      expect(verdict.secondAnalysis).toEqual({ blocks: 2, verdict: 'PASS' });
      expect(verdict.verdict).toBe('PASS');
      expect(verdict.warnings).toContain(
        'Judged again with 2 blocks put back that only noise gates had voided, the verdict is PASS.',
      );
    },
  );

  it('is not made, and says so, when it would have more blocks than can be judged', () => {
    const verdict = judged(1, 1, ['steal'], { whole: 40, voided: 1 });
    expect(verdict.verdict).toBe('PASS');
    expect(verdict.secondAnalysis).toEqual({ blocks: 1, verdict: null });
    expect(verdict.warnings.join()).toContain('more blocks than can be judged');
  });

  it('makes a PASS that hangs on what was left out INCONCLUSIVE', () => {
    // Seven blocks just within the bound against six far beyond it.
    const verdict = judged(1.08, 3, ['steal'], { whole: 7, voided: 6 });
    expect(judged(1.08, 3, ['users'], { whole: 7, voided: 6 }).verdict).toBe('PASS');
    expect(verdict.secondAnalysis).toEqual({ blocks: 6, verdict: 'FAIL' });
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.headline).toMatch(/^Which blocks are left out decides/);
  });

  it('changes nothing when it is merely not enough evidence', () => {
    const verdict = judged(1, 1.5, ['foreign-load']);
    expect(verdict.secondAnalysis?.verdict).toBe('INCONCLUSIVE');
    expect(verdict.verdict).toBe('PASS');
  });
});

function first(verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE') {
  return { verdict, headline: 'All is said.' };
}

describe('reconcile', () => {
  it.each([
    ['PASS', 'FAIL', 'INCONCLUSIVE'],
    ['FAIL', 'PASS', 'INCONCLUSIVE'],
    ['PASS', 'PASS', 'PASS'],
    ['PASS', 'INCONCLUSIVE', 'PASS'],
    ['FAIL', 'INVALID', 'FAIL'],
    ['INCONCLUSIVE', 'FAIL', 'INCONCLUSIVE'],
  ] as const)('%s, and again %s: %s', (before, again, verdict) => {
    const ruling = reconcile(first(before), { blocks: 1, verdict: again });
    expect(ruling.verdict).toBe(verdict);
    expect(ruling.headline.endsWith('All is said.')).toBe(true);
  });

  it('names what decides', () => {
    expect(reconcile(first('PASS'), { blocks: 2, verdict: 'FAIL' }).headline).toBe(
      'Which blocks are left out decides: without them it is PASS, with 2 blocks put back that only noise had voided it is FAIL. All is said.',
    );
  });
});
