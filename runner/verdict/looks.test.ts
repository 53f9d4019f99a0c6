import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultSegment } from '../model/result.ts';
import { aGateReading } from '../model/testing/factories.ts';
import type { Plan } from '../model/plan.ts';
import { redone } from '../model/rounds.ts';
import { judge, judgeFirstLook } from './judge.ts';
import { aRun, criterion, type Run } from './testing/runs.ts';

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');
const none = criterion('connection errors', 'pooled', '= 0');
const success = criterion('success rate', 'pooled', '> 95 %');

const looks: NonNullable<Plan['looks']> = { blocks: [6, 12], level: 0.029 };

/** Ratios of the medians in each block. */
type Ratios = readonly number[];
const sixClear: Ratios = [1.01, 0.99, 1.02, 1, 0.98, 1.01];
/** They clear the bound at one-sided 5 % (t-test .036, sign-flip .047), and not at 2.9 %. */
const sixOpen: Ratios = [1.12, 1.09, 1.02, 1.03, 1.0, 1.08];
const sixSlow: Ratios = [1.21, 1.18, 1.2, 1.24, 1.19, 1.22];

/** A run of so many of its twelve planned blocks. */
function looked(ratios: Ratios): Run {
  const { plan, result } = aRun(12, [noRegression, none, success], (arm, place) => ({
    medianMs: arm === 'direct' ? 100 : 100 * (ratios[place] ?? 1),
    attempts: 1000,
    failures: place % 3,
  }));
  const segments = result.segments.filter(({ block }) => block <= ratios.length);
  return { plan: { ...plan, looks }, result: { ...result, segments } };
}

const judged = ({ plan, result }: Run) => judge(plan, result);

/** The run with other segments. */
function withSegments(run: Run, change: (segments: readonly ResultSegment[]) => ResultSegment[]): Run {
  return { ...run, result: { ...run.result, segments: change(run.result.segments) } };
}

const voiding = { status: 'invalid' as const, gates: [aGateReading('users', { reading: 1, ok: false })] };

/** Gates voided this block, and it was redone `times` as the next after the first look's blocks; those behind it have moved up. */
function withVoided(run: Run, block: number, times: number): Run {
  return withSegments(run, (segments) => {
    const own = segments.filter((segment) => segment.block === block);
    const early = segments.filter((segment) => segment.block <= 6);
    const again = Array.from({ length: times }, (_, at) => redone(own, early.length + 1 + at * own.length)).flat();
    const late = segments
      .filter((segment) => segment.block > 6)
      .map((segment) => ({ ...segment, index: segment.index + again.length }));
    const first = early.map((segment) => (segment.block === block ? { ...segment, ...voiding } : segment));
    return [...first, ...again, ...late];
  });
}

describe('the first look', () => {
  it.each([
    ['passes', sixClear, 'PASS'],
    ['fails', sixSlow, 'FAIL'],
  ] as const)('that %s ends the run: six blocks of twelve are whole, and nothing is missing', (_, ratios, wanted) => {
    const verdict = judged(looked(ratios));
    expect(verdict.verdict).toBe(wanted);
    expect(verdict.look).toEqual({ number: 1, blocks: [6, 12], level: 0.029, first: wanted });
    expect(verdict.blocks).toEqual({ whole: 6, run: 6 });
    expect(verdict.headline).toContain(
      'This is the first of two planned looks, after 6 of up to 12 blocks, each test at one-sided 2.9 %: it decided, and the run ended there.',
    );
    expect(verdict.warnings.join()).not.toMatch(/planned block|missing/);
  });

  it('is the verdict as well when more was run after it, which does not count', () => {
    const early = judged(looked(sixClear));
    const { headline, ...late } = judged(looked([...sixClear, ...sixSlow]));
    expect(headline).toContain('it decided, and what was run after it does not count.');
    expect({ ...late, headline: early.headline }).toEqual(early);
  });

  it('has a level of its own, which intervals, p-values and the answer are held to', () => {
    const six = aRun(6, [noRegression], (arm, place) => ({
      medianMs: arm === 'direct' ? 100 : 100 * (sixOpen[place] ?? 1),
    }));
    const once = judge(six.plan, six.result);
    expect(once.verdict).toBe('PASS');
    const first = judgeFirstLook(looked(sixOpen).plan, looked(sixOpen).result);
    expect(first?.verdict).toBe('INCONCLUSIVE');
    const [at, under] = [first?.criteria[0], once.criteria[0]];
    expect(at?.tTest).toEqual(under?.tTest);
    expect(at?.interval[1]).toBeGreaterThan(under?.interval[1] ?? Infinity);
    expect(at?.reason).toMatch(/94\.2 % interval .* 0\.029 is needed/);
    expect(first?.answer).toContain('(94.2 % intervals over 6 blocks)');
    expect(under?.reason).toContain('90 % interval');
  });

  it.each([
    ['too few blocks', looked(sixClear.slice(0, 5))],
    ['one that was voided and not redone', withVoided(looked(sixClear), 2, 0)],
    [
      'a redone one that is not finished',
      withSegments(withVoided(looked(sixClear), 2, 1), (segments) => segments.slice(0, -1)),
    ],
  ])('cannot be taken with %s', (_, { plan, result }) => {
    expect(judgeFirstLook(plan, result)).toBeNull();
    const verdict = judge(plan, result);
    expect(verdict.verdict).toBe('INCONCLUSIVE');
    expect(verdict.look).toMatchObject({ number: null, first: null });
    expect(verdict.headline).toMatch(/could not be taken; the first, after 6 blocks, was not taken/);
  });

  it('is taken once what gates voided was redone, and of exactly its number of whole blocks', () => {
    const verdict = judged(withVoided(looked(sixClear), 2, 1));
    expect(verdict).toMatchObject({ verdict: 'PASS', blocks: { whole: 6, run: 7 }, look: { number: 1 } });
    expect(verdict.warnings.join()).not.toMatch(/missing|planned block/);
  });
});

describe('the last look', () => {
  const open = [...sixOpen, ...sixClear];

  it('is the verdict when the first did not decide', () => {
    const verdict = judged(looked(open));
    expect(verdict).toMatchObject({
      verdict: 'PASS',
      blocks: { whole: 12, run: 12 },
      look: { number: 2, blocks: [6, 12], level: 0.029, first: 'INCONCLUSIVE' },
    });
    expect(verdict.headline).toContain(
      'This is the last of two planned looks, after 12 blocks, each test at one-sided 2.9 %; the first, after 6 blocks, had not decided (INCONCLUSIVE).',
    );
  });

  it('is what it was when the blocks redone for the first have moved its own up', () => {
    const verdict = judged(withVoided(looked(open), 4, 1));
    expect(verdict).toMatchObject({
      verdict: 'PASS',
      blocks: { whole: 12, run: 13 },
      look: { number: 2, first: 'INCONCLUSIVE' },
    });
    expect(verdict.warnings.join()).not.toContain('missing');
  });

  it('names a segment that is missing behind redone ones by the index that it had', () => {
    const run = withSegments(withVoided(looked(open), 4, 1), (segments) =>
      segments.filter(({ index }) => index !== 17),
    );
    const { block, arm } = run.plan.segments.find(({ index }) => index === 15) ?? { block: 0, arm: '' };
    expect(block).toBe(8);
    expect(judged(run).warnings.join()).toContain(`Segment 17 (${arm}) is missing.`);
  });

  it('is judged alone when the first could not be taken', () => {
    const verdict = judged(withVoided(looked(open), 4, 0));
    expect(verdict).toMatchObject({ verdict: 'PASS', blocks: { whole: 11 }, look: { number: 2, first: null } });
    expect(verdict.headline).toContain('was not taken, because not all of them were whole');
  });

  it.each([6, 7, 11])('is not reached by a run that broke off after %i blocks, which decides nothing', (blocks) => {
    const verdict = judged(looked(open.slice(0, blocks)));
    expect(verdict).toMatchObject({ verdict: 'INCONCLUSIVE', look: { number: null, first: 'INCONCLUSIVE' } });
    expect(verdict.headline).toContain(
      `A run that broke off after ${blocks} of 12 planned blocks cannot give a verdict`,
    );
  });
});

it.each([
  ['first', looked(sixClear)],
  ['last', looked([...sixOpen, ...sixClear])],
])('the whole verdict of the %s look', async (name, run) => {
  const golden = path.join(import.meta.dirname, '__goldens__', `${name}-look.json`);
  await expect(`${JSON.stringify(judged(run), null, 2)}\n`).toMatchFileSnapshot(golden);
});
