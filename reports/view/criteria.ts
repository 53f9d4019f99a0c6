/** The criteria as judged, and the comparisons behind the answer. */
import type { Criterion, CriterionVerdict, Overall, Verdict } from '../../runner/model/verdict.ts';
import { formatMetric, formatPoints, formatRatio, missing } from '../../runner/model/format.ts';
import { leans } from '../../runner/model/leans.ts';
import { confidenceText, intervalText } from '../../runner/model/significance.ts';
import { rangeText, text, type Write } from './cells.ts';
import { floorText, significanceOf } from './floor.ts';
import { nullChecksTable, nullCheckTests } from './null-checks.ts';
import type { Cell, Table, TestCase, Tone } from './types.ts';

export const toneOf: Readonly<Record<CriterionVerdict | Overall, Tone>> = {
  PASS: 'good',
  FAIL: 'bad',
  INCONCLUSIVE: 'doubt',
  INVALID: 'doubt',
  INFEASIBLE: 'muted',
};

function writeOf({ metric, arm }: Criterion): Write {
  return arm.includes('/') ? formatRatio : (value) => formatMetric(metric, value);
}

/** The bound as it was written, with the signs of print. */
function boundText({ bound }: Criterion): string {
  return bound.text.replace(/^<=/, '≤').replace(/^>=/, '≥');
}

function pointReading(met: boolean | null): string {
  return met === null ? 'no reading' : met ? 'met at face value' : 'not met at face value';
}

function besideCell({ beside }: Criterion, write: Write): Cell {
  if (beside === null) return text('');
  const met = beside.met === null ? {} : { detail: beside.met ? 'meets the bound too' : 'does not meet it' };
  return text(`${beside.arm}: ${write(beside.estimate)}`, met);
}

/** An interval; that of a difference of arms with the noise floor beside it. */
function intervalCell(
  { interval: [low, high] }: Pick<Criterion, 'interval'>,
  write: Write,
  floor: string | null,
): Cell {
  return text(rangeText(low, high, write), floor === null ? {} : { detail: `noise floor ${floor}` });
}

function criterionRow(verdict: Verdict, criterion: Criterion): Cell[] {
  const write = writeOf(criterion);
  const floor = criterion.arm.includes('/') ? floorText(verdict, criterion.metric) : null;
  return [
    text(criterion.metric, { detail: criterion.arm }),
    text(criterion.verdict, { tone: toneOf[criterion.verdict] }),
    text(boundText(criterion)),
    text(write(criterion.estimate), { detail: pointReading(criterion.met) }),
    intervalCell(criterion, write, floor),
    besideCell(criterion, write),
    text(criterion.reason),
  ];
}

/** Of an A/A run, the null checks. */
export function criteriaTable(verdict: Verdict): Table {
  if (verdict.aa !== undefined) return nullChecksTable(verdict.aa);
  const interval = `${intervalText(significanceOf(verdict))} interval`;
  return {
    id: 'criteria',
    title: 'Criteria',
    note: `All bounds are one-sided at ${confidenceText(significanceOf(verdict))}; the interval shown is therefore the ${interval}. The segment is the sample, never the request.`,
    columns: [
      { label: 'Criterion', kind: 'text' },
      { label: 'Verdict', kind: 'verdict' },
      { label: 'Bound', kind: 'number' },
      { label: 'Estimate', kind: 'number' },
      { label: interval, kind: 'number' },
      { label: 'The other arm', kind: 'text' },
      { label: 'Why', kind: 'text' },
    ],
    groups: [{ title: null, rows: verdict.criteria.map((criterion) => criterionRow(verdict, criterion)) }],
  };
}

type Comparison = Verdict['comparisons'][number];

const effects: Readonly<Record<Comparison['effect'], Cell>> = {
  better: { text: 'better', tone: 'good' },
  worse: { text: 'worse', tone: 'bad' },
  'none shown': { text: 'no effect shown', tone: 'muted' },
};

function effectCell({ verdict }: Verdict, comparison: Comparison): Cell {
  const isLeaning = verdict !== 'INVALID' && leans(comparison);
  return { ...effects[comparison.effect], ...(isLeaning ? { detail: 'leans, not enough evidence' } : {}) };
}

function comparisonRow(verdict: Verdict, comparison: Omit<Comparison, 'effect'>, last: Cell): Cell[] {
  const { metric, kind, estimate } = comparison;
  const write = kind === 'ratio' ? formatRatio : formatPoints;
  const sign = kind === 'ratio' ? '× ' : '';
  const shown = estimate === null ? missing : `${sign}${write(estimate)}`;
  return [
    text(metric, { detail: kind === 'ratio' ? 'ratio' : 'difference of rates' }),
    text(shown),
    intervalCell(comparison, write, floorText(verdict, metric)),
    last,
  ];
}

/** What the answer rests on. */
export function comparisonsTable(verdict: Verdict): Table {
  const first = verdict.comparisons[0];
  const arms = first === undefined ? '' : `${first.arm} against ${first.against}`;
  return {
    id: 'comparisons',
    title: `Behind the answer: ${arms}`,
    note: null,
    columns: [
      { label: 'Compared', kind: 'text' },
      { label: 'Estimate', kind: 'number' },
      { label: `${intervalText(significanceOf(verdict))} interval`, kind: 'number' },
      { label: 'For the user', kind: 'text' },
    ],
    groups: [
      { title: null, rows: verdict.comparisons.map((each) => comparisonRow(verdict, each, effectCell(verdict, each))) },
      ...furtherGroups(verdict),
    ],
  };
}

/** Every further arm against each of the answer's two. */
function furtherGroups(verdict: Verdict): Table['groups'] {
  const further = verdict.further ?? [];
  const title = ({ arm, against }: (typeof further)[number]): string => `${arm} against ${against}`;
  return [...new Set(further.map(title))].map((pair) => ({
    title: `${pair}: estimated, not tested`,
    rows: further
      .filter((each) => title(each) === pair)
      .map((each) => comparisonRow(verdict, each, text('not tested', { tone: 'muted' }))),
  }));
}

const outcomes: Readonly<Record<CriterionVerdict, TestCase['outcome']>> = {
  PASS: 'passed',
  FAIL: 'failure',
  INVALID: 'error',
  INCONCLUSIVE: 'skipped',
  INFEASIBLE: 'skipped',
};

/** A test for each criterion. What could not be decided is skipped: the exit code, not this file, says whether that is a failure. */
export function testCases(verdict: Verdict): TestCase[] {
  if (verdict.aa !== undefined) return nullCheckTests(verdict.aa);
  return verdict.criteria.map(({ metric, arm, bound, verdict: judged, reason }) => ({
    name: `${metric} ${arm} ${bound.text}`,
    outcome: outcomes[judged],
    message: `${judged}: ${reason}`,
  }));
}
