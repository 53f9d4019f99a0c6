import { describe, expect, it } from 'vitest';
import type { Result, ResultSegment } from '../runner/model/result.ts';
import type { Verdict } from '../runner/model/verdict.ts';
import {
  aCriterion,
  aPlan,
  aResult,
  aResultSegment,
  aSecond,
  aVerdict,
  hdrOf,
  plannedSegments,
} from '../runner/model/testing/factories.ts';
import { aRecordedRun } from './testing/recorded-run.ts';
import { viewOf } from './view.ts';
import type { Cell, Table, ValueTable } from './view/types.ts';

/** The cells of the row with this name. */
function row(table: Table, name: string): readonly Cell[] {
  const found = table.groups.flatMap(({ rows }) => rows).find(([head]) => head?.text === name);
  if (found === undefined) throw new Error(`${table.id} has no row ${name}`);
  return found;
}

const texts = (cells: readonly Cell[]): string[] => cells.map(({ text }) => text);

function columnOf({ header, rows }: ValueTable, name: string): unknown[] {
  return rows.map((cells) => cells[header.indexOf(name)]);
}

function view(result: Result, verdict: Partial<Verdict> = {}, plan = aPlan()) {
  return viewOf(plan, result, aVerdict(verdict));
}

function csv(result: Result, name: string): ValueTable {
  const table = view(result).csv.get(name);
  if (table === undefined) throw new Error(`no ${name}`);
  return table;
}

/** Six blocks of which this is different about the segments of one arm. */
function withArm(arm: string, each: (block: number) => Partial<ResultSegment>): Result {
  return aResult({}, (planned) => (planned.arm === arm ? each(planned.block) : {}));
}

describe('what nobody may overlook', () => {
  it('is nothing in a whole run', () => {
    expect(view(aResult()).alerts).toEqual([]);
  });

  it('is that the run is INVALID', () => {
    expect(view(aResult(), { verdict: 'INVALID' }).alerts).toEqual([expect.stringMatching(/^INVALID: .*No figure/)]);
  });

  it('is that there are too few blocks', () => {
    const alerts = view(aResult(), { blocks: { whole: 1, run: 1 } }).alerts;
    expect(alerts).toEqual([expect.stringContaining('TOO FEW BLOCKS: 1 whole of 6 needed')]);
  });

  it('is that segments broke off or never ran', () => {
    const whole = aResult({}, ({ index }) => (index === 11 ? { status: 'partial', reason: 'k6 died.' } : {}));
    const cut = { ...whole, segments: whole.segments.slice(0, 11) };
    expect(view(cut).alerts).toEqual(['PARTIAL RUN: 1 segment broke off and 1 planned segment did not run.']);
  });
});

describe('the arms side by side', () => {
  it('add up, and give means with their range', () => {
    const result = withArm('pooled', (block) => ({
      failures: 1,
      causes: { 'pg-53300': 1 },
      goodputPerS: 4 + block / 10,
    }));
    const { arms } = view(result);
    expect(texts(row(arms, 'Connection errors'))).toEqual(['Connection errors', '0', '6']);
    expect(texts(row(arms, 'Success rate'))).toEqual(['Success rate', '100 %', '97.5 %']);
    expect(row(arms, 'Goodput')[2]).toEqual({ text: '4.35/s', detail: '4.10 – 4.60/s' });
  });

  it('say infinitely slow where a median is not finite, and not read where it is', () => {
    const infinite = withArm('direct', (block) => (block === 1 ? { medianMs: null, medianReason: 'too many' } : {}));
    expect(row(view(infinite).arms, 'Median')[1]).toMatchObject({
      text: '∞',
      detail: 'in 1 of 6, else 10.0 ms',
    });
    const unread = withArm('direct', () => ({ medianMs: null, throughputPerS: null }));
    expect(row(view(unread).arms, 'Median')[1]).toEqual({ text: '–', detail: 'not read in 6 of 6' });
  });

  it('leave out blocks that a gate voided, but not their connection errors', () => {
    const result = withArm('pooled', (block) => (block === 2 ? { failures: 3, causes: { 'pg-53300': 3 } } : {}));
    const gates = aVerdict().gates.map((gate) => (gate.id === 'steal' ? { ...gate, ok: false, voided: [3] } : gate));
    const { arms } = view(result, { gates });
    expect(texts(row(arms, 'Segments'))).toEqual(['Segments', '5', '5']);
    expect(texts(row(arms, 'Connection errors'))).toEqual(['Connection errors', '0', '0']);
    expect(arms.note).toContain('3 more connection errors in segments of pooled that were voided');
  });

  it('show segments that count for nothing when there is no whole block, and say so', () => {
    const { arms } = view(aResult({}, () => ({ status: 'invalid', reason: 'The toggle did nothing.' })));
    expect(texts(row(arms, 'Segments'))).toEqual(['Segments', '6', '6']);
    expect(arms.note).toContain('no whole block');
  });
});

describe('blocks', () => {
  it('pair the arms', () => {
    const result = withArm('pooled', () => ({ medianMs: 12, goodputPerS: 4 }));
    const [, goodput, median] = row(view(result).blocks, '1');
    expect(goodput).toEqual({ text: '× 0.80', detail: '5.00 → 4.00/s' });
    expect(median).toEqual({ text: '× 1.20', detail: '10.0 → 12.0 ms' });
  });

  it('have a row of their own each time they were run', () => {
    const redone = plannedSegments(1).map((planned) => ({ ...planned, index: planned.index + 12 }));
    const first = aResult({}, ({ index }) => (index === 1 ? { status: 'invalid', reason: 'Steal.' } : {}));
    const { blocks, arms } = view({ ...first, segments: [...first.segments, ...redone.map(aResultSegment)] });
    const rows = blocks.groups.flatMap((group) => group.rows);
    expect(rows).toHaveLength(7);
    expect(rows[0]?.at(-1)).toMatchObject({ text: 'voided', detail: 'direct invalid: Steal.' });
    expect(texts(row(arms, 'Segments'))).toEqual(['Segments', '6', '6']);
  });
});

describe('criteria', () => {
  it('are tests of junit.xml, where only FAIL is a failure', () => {
    const verdicts = ['PASS', 'FAIL', 'INCONCLUSIVE', 'INFEASIBLE', 'INVALID'] as const;
    const { tests } = view(aResult(), { criteria: verdicts.map((verdict) => aCriterion({ verdict })) });
    expect(tests.map(({ outcome }) => outcome)).toEqual(['passed', 'failure', 'skipped', 'skipped', 'error']);
  });

  it('say when the other arm meets the bound too', () => {
    const criterion = row(view(aResult()).criteria, 'success rate');
    expect(criterion[5]).toEqual({ text: 'direct: 100 %', detail: 'meets the bound too' });
  });
});

describe('Locust’s files', () => {
  const { plan, result, verdict } = aRecordedRun();
  const files = viewOf(plan, result, verdict).csv;

  it.each(['direct', 'pooled'])('hold every ended attempt of %s', (arm) => {
    const whole = result.segments.filter((segment) => segment.arm === arm);
    const ended = whole.reduce((sum, { attempts, censored }) => sum + attempts - censored, 0);
    const failed = whole.reduce((sum, { failures }) => sum + failures, 0);
    const stats = files.get(`${arm}_stats.csv`);
    const history = files.get(`${arm}_stats_history.csv`);
    const failures = files.get(`${arm}_failures.csv`);
    if (stats === undefined || history === undefined || failures === undefined) throw new Error('a file is missing');
    const counts = columnOf(stats, 'Request Count').map(Number);
    expect(stats.rows.at(-1)?.slice(0, 4)).toEqual(['', 'Aggregated', ended, failed]);
    expect(counts.slice(0, -1).reduce((sum, count) => sum + count, 0)).toBe(ended);
    expect(columnOf(history, 'Total Request Count').at(-1)).toBe(ended);
    expect(columnOf(failures, 'Occurrences').reduce((sum: number, count) => sum + Number(count), 0)).toBe(failed);
  });

  it('leave out segments that are not ok', () => {
    const invalid = aResult({}, ({ index }) => (index === 1 ? { status: 'invalid', reason: 'Steal.' } : {}));
    expect(csv(invalid, 'direct_stats.csv').rows.at(-1)?.[2]).toBe(5 * 40);
    expect(csv(invalid, 'pooled_stats.csv').rows.at(-1)?.[2]).toBe(6 * 40);
  });

  it('have N/A where nothing ended', () => {
    const nothing = withArm('direct', () => ({ endpoints: [], seconds: [], attempts: 0 }));
    const { header, rows } = csv(nothing, 'direct_stats.csv');
    expect(rows).toEqual([['', 'Aggregated', 0, 0, 0, 0, 0, 0, 0, 0, 0, ...header.slice(11).map(() => 'N/A')]]);
  });

  it('have every second under the unix second in which it was', () => {
    const seconds = columnOf(csv(aResult(), 'direct_stats_history.csv'), 'Timestamp');
    const starts = aResult()
      .segments.filter(({ arm }) => arm === 'direct')
      .map(({ startedAt }) => startedAt ?? 0);
    expect(seconds).toEqual(starts.flatMap((start) => [0, 1, 2, 3, 4].map((offsetS) => start + offsetS)));
  });

  it('average what was measured, not what histograms make of it', () => {
    const exact = { sumMs: 333.333, bytes: 1001 };
    const history = csv(
      withArm('direct', () => ({ seconds: [{ ...aSecond(0), ok: 2, failed: 1, ...exact }] })),
      'direct_stats_history.csv',
    );
    expect(columnOf(history, 'Total Average Response Time').at(-1)).toBe(111.111);
    expect(columnOf(history, 'Total Average Content Size').at(-1)).toBe(333.666667);
  });

  it('end the history with the averages of the stats', () => {
    const [stats, history] = ['stats', 'stats_history'].map((name) => files.get(`direct_${name}.csv`)?.rows.at(-1));
    expect(history?.slice(-4, -3)).toEqual(stats?.slice(5, 6));
    expect(history?.at(-1)).toEqual(stats?.[8]);
  });

  it('forget what is more than ten seconds old', () => {
    const fast = aResultSegment({ index: 1, arm: 'direct' });
    const [second] = fast.seconds;
    if (second === undefined) throw new Error('no second');
    const seconds = Array.from({ length: 12 }, (_, offsetS) => ({
      ...second,
      offsetS,
      ok: 1,
      hdr: hdrOf([offsetS === 0 ? 9_000_000 : 10_000]),
    }));
    const history = csv(
      withArm('direct', (block) => (block === 1 ? { seconds, durationS: 12 } : {})),
      'direct_stats_history.csv',
    );
    const slowest = columnOf(history, '100%').slice(0, 12).map(Number);
    expect(slowest.slice(0, 10).every((ms) => ms >= 9000)).toBe(true);
    expect(slowest.slice(10).every((ms) => ms < 11)).toBe(true);
    expect(columnOf(history, 'Requests/s').slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 1));
  });
});

describe('what was not measured', () => {
  it('names every reading that is missing, and where', () => {
    const result = aResult({}, ({ index }) =>
      index < 3 ? { cpuS: { app: null, postgres: 1, pgbouncer: 0, k6: 0.4, runner: 0.1 } } : {},
    );
    expect(view(result).notMeasured).toContain('Not read in segments 1 and 2: CPU of the app.');
  });

  it('counts samples that were missed', () => {
    const [one, two, ...others] = aResultSegment().seconds;
    if (one === undefined || two === undefined) throw new Error('no seconds');
    const seconds = [one, { ...two, clActive: null, backends: null }, ...others];
    const result = aResult({}, ({ index }) => (index === 1 ? { seconds } : {}));
    expect(view(result).notMeasured).toContain('Pools or backends were not sampled in 1 of 60 seconds.');
  });
});

describe('charts', () => {
  it('have the same scales in all arms', () => {
    const { plan, result, verdict } = aRecordedRun();
    const [direct, pooled] = viewOf(plan, result, verdict).timeline;
    expect(direct?.panels.map(({ domain }) => domain)).toEqual(pooled?.panels.map(({ domain }) => domain));
  });

  it('show the ratio of every block, and none when no interval could be made', () => {
    const result = withArm('pooled', () => ({ goodputPerS: 4 }));
    expect(view(result).ratios?.rows[0]?.points).toEqual([0.8, 0.8, 0.8, 0.8, 0.8, 0.8]);
    const comparisons = aVerdict().comparisons.map((each) => ({ ...each, interval: [null, null] as [null, null] }));
    expect(view(result, { comparisons }).ratios).toBeNull();
  });
});
