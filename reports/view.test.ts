import { describe, expect, it } from 'vitest';
import type { Result, ResultSegment } from '../runner/model/result.ts';
import type { Verdict } from '../runner/model/verdict.ts';
import {
  aBound,
  aCriterion,
  aGateReading,
  anEndpoint,
  anOpenModel,
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

/** The names of the rows of the group with this in its title. */
function namesIn({ groups }: Table, title: string): readonly (string | undefined)[] | undefined {
  return groups.find((each) => each.title?.includes(title))?.rows.map(([head]) => head?.text);
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

/** So many arrivals dropped in each segment of the pooled arm, and no p99. */
const dropping = (dropped: number) =>
  aResult({}, ({ arm }) => {
    const count = arm === 'pooled' ? dropped : 0;
    return { p99Ms: null, arrivals: { due: 16, dropped: count, steadyDue: 12, steadyDropped: count } };
  });

describe('an open run', () => {
  const plan = aPlan({ open: anOpenModel() });
  it('says its rate and where that comes from', () => {
    const { title, bench, byline, method } = view(dropping(0), {}, plan);
    expect(title).toBe('10-users, open: PASS');
    expect(bench).toBe('10-users, open');
    expect(byline).toEqual(expect.arrayContaining(['4.00/s arrivals', '10 sessions']));
    const load = new Map(method.find((group) => group.title === 'Load')?.facts.map((fact) => [fact.label, fact.value]));
    expect(load.get('Arrivals')).toBe('4.00/s once the ramp is over: 70.0 % browsing, 30.0 % api');
    expect(load.get('Rate taken from')).toBe(
      '10-users-20251123T030000Z: 80.0 % of the smaller goodput (direct 5.20/s, pooled 5.00/s)',
    );
    expect(load.has('Think time')).toBe(false);
  });

  it('counts what was due and what was dropped, loudly, in the summary too', () => {
    const { arms, armsInShort } = view(dropping(2), {}, plan);
    expect(texts(row(arms, 'Arrivals due'))).toEqual(['Arrivals due', '96', '96']);
    expect(row(arms, 'Arrivals dropped').slice(1)).toEqual([{ text: '0' }, { text: '12', tone: 'bad' }]);
    expect(texts(row(armsInShort, 'Arrivals dropped'))).toEqual(['Arrivals dropped', '0', '12']);
    expect(texts(row(armsInShort, 'p99'))).toEqual(['p99', '∞', '∞']);
    expect(arms.note).toContain('from when an arrival was due');
  });

  it('shows nothing of it in a closed loop', () => {
    const { arms, armsInShort } = view(aResult());
    expect(namesIn(arms, 'Outcome')).not.toContain('Arrivals due');
    expect(namesIn(armsInShort, 'Speed')).not.toContain('p99');
    expect(arms.note).not.toContain('arrival');
  });
});

describe('the toggle’s proof', () => {
  it('stands beside the log-ins that it counts', () => {
    const { arms } = view(aResult());
    expect(texts(row(arms, 'Server log-ins'))).toEqual(['Server log-ins', '60', '60']);
    expect(texts(row(arms, 'Backends not opened by the pooler')).slice(1)).toEqual(['60', '0']);
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
    expect(rows[0]?.at(-1)).toMatchObject({ text: 'voided', detail: 'direct invalid: Steal' });
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
  const noCpu = { app: null, postgres: 1, pgbouncer: 0, k6: 0.4, runner: 0.1 };

  it('names every reading that is missing, and where', () => {
    const result = aResult({}, ({ index, arm }) => ({
      ...(index < 3 ? { cpuS: noCpu } : {}),
      ...(arm === 'direct' ? { appSettings: null } : {}),
      poolerReadBack: null,
    }));
    const found = view(result).notMeasured;
    expect(found).toContain('CPU of the app (in segments 1 and 2)');
    expect(found).toContain('The app’s own word on its settings (in segments 1, 4, 5, 8, 9 and 12)');
    expect(found).toContain('The pooler’s settings (in every segment)');
  });

  it('counts samples that were missed', () => {
    const [one, two, ...others] = aResultSegment().seconds;
    if (one === undefined || two === undefined) throw new Error('no seconds');
    const seconds = [one, { ...two, clActive: null, backends: null }, ...others];
    const result = aResult({}, ({ index }) => (index === 1 ? { seconds } : {}));
    expect(view(result).notMeasured).toContain('Pools or backends in 1 of 60 seconds');
  });

  it('says each note once, with the segments that it is of', () => {
    const result = aResult({}, ({ index }) => ({
      notes: ['Not measured: CPU.', ...(index === 3 ? ['app.log could not be read: no such file'] : [])],
    }));
    const found = view(result).notMeasured;
    expect(found).toContain('CPU (in every segment)');
    expect(found).toContain('app.log could not be read: no such file (in segment 3)');
    expect(found.join()).not.toContain('Not measured:');
  });

  it('names gates without a reading, of segments and of the run', () => {
    const noSteal = aGateReading('steal', { reading: null, ok: null, note: 'This system does not tell.' });
    const result = aResult({}, ({ index }) =>
      index === 2 ? { gates: [noSteal] } : { gates: [aGateReading('steal')] },
    );
    const unread = { limit: 1, reading: null, ok: null, voided: [] };
    const found = view(result, {
      gates: [
        { ...unread, id: 'steal', note: 'Worst.' },
        { ...unread, id: 'warm-up', note: 'Too few blocks.' },
      ],
    }).notMeasured;
    expect(found.filter((each) => each.startsWith('Gate'))).toEqual([
      'Gate steal: This system does not tell (in segment 2)',
      'Gate warm-up: Too few blocks',
    ]);
  });

  it('names how many tasks were never drawn', () => {
    const withoutTasks = aResult({}, () => ({ endpoints: [anEndpoint()] }));
    expect(view(withoutTasks).notMeasured).toContain('1 of 2 tasks: no user drew them in this run');
  });

  it('is one sentence in a summary, and none when all was measured', () => {
    expect(view(aResult()).notMeasuredInShort).toBeNull();
    const one = aResult({}, ({ index }) => (index < 3 ? { cpuS: noCpu } : {}));
    expect(view(one).notMeasuredInShort).toBe('Not measured: CPU of the app (in segments 1 and 2).');
    const many = aResult({}, () => ({ notes: ['One.', 'Two.', 'Three.', 'Four.', 'Five.'] }));
    expect(view(many).notMeasuredInShort).toMatch(
      /Three \(in every segment\); and 2 more things, named in report\.html\.$/,
    );
  });
});

describe('what was read back', () => {
  const settings = {
    poolMode: 'transaction',
    defaultPoolSize: 25,
    maxClientConn: 1000,
    queryWaitTimeoutS: 10,
  } as const;
  it('says whether the pooler ran as it was planned for the arm', () => {
    const arms = aPlan().arms.map((arm) => (arm.name === 'pooled' ? { ...arm, pooler: { defaultPoolSize: 10 } } : arm));
    const { readBack } = view(aResult(), {}, aPlan({ arms }));
    expect(row(readBack, 'default_pool_size').slice(1)).toEqual([
      { text: '25', detail: 'as planned' },
      { text: '25', tone: 'bad', detail: 'planned: 10' },
    ]);
    expect(row(readBack, 'query_wait_timeout')[1]).toEqual({ text: '10 s', detail: 'as planned' });
  });

  it('says so when segments of an arm differ, or were not read', () => {
    const result = withArm('pooled', (block) =>
      block === 1 ? { poolerReadBack: null } : { poolerReadBack: { ...settings, defaultPoolSize: block < 3 ? 9 : 25 } },
    );
    expect(row(view(result).readBack, 'default_pool_size')[2]).toEqual({
      text: '3 values',
      detail: 'not read in segment 2; 9 in segment 3; 25 in segments 6, 7, 10 and 11',
    });
    const unread = withArm('pooled', () => ({ poolerReadBack: null }));
    expect(row(view(unread).readBack, 'pool_mode')[2]).toEqual({ text: 'not read' });
  });

  it('sets apart what the app says alike in all arms, differently, or differently in segments of an arm', () => {
    const result = aResult({}, ({ arm, index }) => ({
      appSettings: { strategy: arm, port: index, store: 'db', limit: null, deep: { a: [1] } },
    }));
    const { readBack } = view(result);
    expect(namesIn(readBack, 'the arms differ')).toEqual(['strategy']);
    expect(namesIn(readBack, 'not the same')).toEqual(['port']);
    expect(namesIn(readBack, 'alike')).toEqual(['store', 'limit', 'deep']);
    expect(texts(row(readBack, 'limit'))).toEqual(['limit', 'none', 'none']);
    expect(texts(row(readBack, 'deep')).at(-1)).toBe('{"a":[1]}');
  });

  it('gives the seconds that are not load, and the share that is', () => {
    const { readBack } = view(withArm('direct', (block) => ({ overheadS: { start: block, stop: 1 } })));
    expect(row(readBack, 'Not load, per segment')[1]).toEqual({
      text: '4.5 s',
      detail: 'start 3.5 s, stop 1.0 s; at most 7.0 s',
    });
    // 30 of 30 + (1 + … + 6) + 6 seconds.
    expect(row(readBack, 'Share of the time under load')[1]).toEqual({ text: '52.6 %' });
    const unread = withArm('direct', () => ({ overheadS: null }));
    expect(texts(row(view(unread).readBack, 'Not load, per segment'))[1]).toBe('–');
  });
});

describe('gates', () => {
  it('have a reading for each segment, with what was found where one did not let it pass', () => {
    const tripped = aGateReading('steal', { reading: 0.2, ok: false, note: '20 % went elsewhere.' });
    const unread = aGateReading('foreign-load', { reading: null, ok: null, note: 'Not told.' });
    const result = aResult({}, ({ index }) => (index === 2 ? { gates: [tripped, unread] } : {}));
    const { columns, groups } = view(result).gatesBySegment;
    expect(groups.flatMap(({ rows }) => rows)).toHaveLength(1 + 12);
    const cells = row(view(result).gatesBySegment, '2 pooled');
    const cellOf = (id: string) => cells[columns.findIndex(({ label }) => label === id)];
    expect(cellOf('steal')).toEqual({ text: '0.2', tone: 'bad', detail: '20 % went elsewhere.' });
    expect(cellOf('foreign-load')).toEqual({ text: 'no reading', tone: 'doubt', detail: 'Not told.' });
    expect(cellOf('users')).toEqual({ text: '–', tone: 'muted' });
    expect(row(view(result).gatesBySegment, '1 direct')[1]).toEqual({ text: '0' });
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

describe('what is behind the answer', () => {
  const of = {
    metric: 'goodput',
    arm: 'pooled',
    against: 'direct',
    kind: 'ratio',
    n: 6,
    effect: 'none shown',
  } as const;

  it.each([
    { interval: [1.01, 1.09] as [number, number], detail: 'leans, not enough evidence' },
    { interval: [0.91, 0.99] as [number, number], detail: 'leans, not enough evidence' },
    { interval: [0.98, 1.06] as [number, number], detail: undefined },
    { interval: [1.0004, 1.06] as [number, number], detail: undefined },
  ])('says at $interval that it leans: $detail', ({ interval, detail }) => {
    const comparisons = [{ ...of, estimate: 1.02, interval }];
    const cell = row(view(aResult(), { comparisons }).comparisons, 'goodput').at(-1);
    expect(cell?.text).toBe('no effect shown');
    expect(cell?.detail).toBe(detail);
  });

  it('does not lean from five blocks, nor when the run is INVALID', () => {
    const comparison = { ...of, estimate: 1.05, interval: [1.01, 1.09] as [number, number] };
    const few = view(aResult(), { comparisons: [{ ...comparison, n: 5 }] });
    const invalid = view(aResult(), { comparisons: [comparison], verdict: 'INVALID' });
    for (const { comparisons } of [few, invalid]) expect(row(comparisons, 'goodput').at(-1)?.detail).toBeUndefined();
  });
});

describe('further arms', () => {
  const of = {
    metric: 'goodput',
    arm: 'pooled-redis',
    kind: 'ratio',
    estimate: 1.02,
    interval: [0.98, 1.06],
    n: 6,
  } as const;

  it('stand below what is behind the answer, one block for each pair, and are not said to be better', () => {
    const further = [
      { ...of, against: 'direct', interval: [0.98, 1.06] as [number, number] },
      { ...of, against: 'pooled', interval: [0.98, 1.06] as [number, number] },
    ];
    const { groups } = view(aResult(), { further }).comparisons;
    expect(groups.map(({ title, rows }) => [title, rows.length])).toEqual([
      [null, aVerdict().comparisons.length],
      ['pooled-redis against direct: estimated, not tested', 1],
      ['pooled-redis against pooled: estimated, not tested', 1],
    ]);
    expect(groups[1]?.rows[0]?.map(({ text }) => text)).toEqual(['goodput', '× 1.02', '0.98 to 1.06', 'not tested']);
  });
});

describe('the noise floor', () => {
  const floor: NonNullable<Verdict['floor']> = {
    arm: 'direct',
    measuredAt: '2025-11-22T10:00:00.000Z',
    runs: 2,
    blocks: 12,
    scatter: { goodput: 0.02, median: 0.05, p95: null, failureRate: 0.001 },
    reach: { goodput: 0.018, median: 0.047, p95: null, failureRate: 0.0009 },
    detectable: { goodput: 0.029, median: 0.074, p95: null },
    answerable: { goodput: 0.038, median: 0.098, p95: null },
  };

  it('stands beside every difference', () => {
    const { comparisons, ratios, criteria } = view(aResult(), {
      floor,
      criteria: [aCriterion({ metric: 'throughput', arm: 'pooled/direct', bound: aBound('>= 1.20') })],
    });
    expect(row(comparisons, 'goodput')[2]?.detail).toBe('noise floor ±1.8 %');
    expect(ratios?.rows[0]?.floor).toEqual([1 / 1.018, 1.018]);
    expect(row(criteria, 'throughput')[4]?.detail).toBe('noise floor ±1.8 %');
  });

  it('has a table of what can be told apart', () => {
    const table = view(aResult(), { floor }).floor;
    expect(table?.note).toContain('direct against itself, 2 A/A runs of 12 blocks, last 2025-11-22');
    if (table == null) throw new Error('no table');
    expect(texts(row(table, 'median response time'))).toEqual([
      'median response time',
      '±5.0 %',
      '±4.7 %',
      '7.4 %',
      '9.8 %',
    ]);
    expect(texts(row(table, 'p95')).slice(1)).toEqual(['–', '–', '–', '–']);
    expect(texts(row(table, 'failure rate')).slice(1)).toEqual(['±0.1 points', '±0.1 points', '–', '–']);
  });

  it('is not there when it is not known', () => {
    const { floor: table, comparisons, ratios } = view(aResult());
    expect([table, ratios?.rows[0]?.floor]).toEqual([null, null]);
    expect(row(comparisons, 'goodput')[2]).not.toHaveProperty('detail');
  });
});

describe('an A/A run', () => {
  const check = { id: 'help-or-hurt', claim: 'no effect is named', found: 'No effect is named.' } as const;

  it('shows what would have been false where other runs show criteria, and says so above all figures', () => {
    const aa = { arm: 'direct', injected: null, checks: [{ ...check, outcome: 'held' as const }] };
    const { alerts, criteria, tests } = view(aResult(), { aa });
    expect(alerts).toEqual(['A/A RUN: direct against itself. Every difference below is noise.']);
    expect(criteria.title).toBe('Null checks');
    expect(texts(row(criteria, 'no effect is named'))).toEqual(['no effect is named', 'held', 'No effect is named.']);
    expect(tests).toEqual([{ name: 'no effect is named', outcome: 'passed', message: 'No effect is named.' }]);
  });

  it('says what was put in', () => {
    const aa = {
      arm: 'direct',
      injected: 'a delay of 3 ms (10%)',
      checks: [{ ...check, outcome: 'false' as const }],
    };
    const { alerts, criteria, tests } = view(aResult(), { aa });
    expect(alerts[0]).toContain('INJECTED: direct against itself, the second time with a delay of 3 ms (10%).');
    expect(criteria.note).toContain('true when it is for the worse');
    expect(tests[0]?.outcome).toBe('failure');
  });
});

describe('a run with two looks', () => {
  const looks = { blocks: [6, 12] as [number, number], level: 0.029 };
  const plan = aPlan({ segments: plannedSegments(12), looks });
  const six = aResult();
  const of = (number: 1 | 2 | null) => view(six, { look: { ...looks, number, first: 'PASS' } }, plan);

  it('that ended at the first is whole, and calls intervals and bounds by their level', () => {
    const { alerts, criteria, comparisons, ratios, csv: files } = of(1);
    expect(alerts).toEqual([]);
    expect(criteria.note).toContain('one-sided at 97.1 %; the interval shown is therefore the 94.2 % interval.');
    expect([criteria.columns[4]?.label, comparisons.columns[2]?.label]).toEqual(['94.2 % interval', '94.2 % interval']);
    expect([ratios?.interval, ratios?.description]).toEqual([
      '94.2 % interval',
      expect.stringContaining(', 94.2 % interval 0.98 to 1.04'),
    ]);
    expect(files.get('comparison.csv')?.header.slice(8, 10)).toEqual(['low94.2', 'high94.2']);
  });

  it('says in how it was measured when it was looked at', () => {
    const load = of(2).method.find(({ title }) => title === 'Load')?.facts ?? [];
    expect(load.find(({ label }) => label === 'Looks')?.value).toBe(
      'after 6 and after 12 blocks, each test at one-sided 2.9 %; planned before the first block',
    );
    expect(view(six).method[0]?.facts.map(({ label }) => label)).not.toContain('Looks');
  });

  it('is partial when it broke off after the first', () => {
    expect(of(null).alerts).toEqual(['PARTIAL RUN: 12 planned segments did not run.']);
  });
});
