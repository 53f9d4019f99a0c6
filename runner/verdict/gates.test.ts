import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateLimitsSchema } from '../model/config.ts';
import { type GateId, gateIds } from '../model/gate.ts';
import type { LoadLine } from '../model/load-line.ts';
import type { SampleLine } from '../model/sample-line.ts';
import { anOpenModel, aPlan, aResultSegment, someFacts } from '../model/testing/factories.ts';
import { anAttemptsLine } from '../model/testing/lines.ts';
import { readBlockGates, withBlockGates } from './block-gates.ts';
import { limitOf } from './gate-limits.ts';
import type { SegmentEvidence } from './gate-reading.ts';
import { readSegmentGates, statusByGates } from './gates.ts';
import { cpuLine, okLine, samplesOf, segmentEvidence, usersLine } from './testing/segment-evidence.ts';

const plan = aPlan();
const { startedAt } = segmentEvidence('pooler');

function gate(id: GateId, evidence: SegmentEvidence) {
  return readSegmentGates(plan, evidence).find((reading) => reading.id === id);
}

const seconds = [0, 1, 2, 3, 4, 5];

const statusWith = (facts: object) =>
  statusByGates(readSegmentGates(plan, segmentEvidence('pooler', { facts: { ...someFacts('pooler'), ...facts } })));

/** All samples but those of one source at some seconds. */
const without = (type: string, ...offsets: number[]) =>
  seconds.flatMap(samplesOf).filter((line) => line.type !== type || !offsets.includes(line.tick - startedAt));

/** A block whose arms lost so many log-ins for other causes than the database. */
const lost = (direct: number | null, pooled: number | null) => [
  aResultSegment({ arm: 'direct', loginsLostOtherwise: direct }),
  aResultSegment({ arm: 'pooled', loginsLostOtherwise: pooled }),
];

/** A reading in which k6 may not be running. */
const cpuWithK6 = (offsetS: number, busyS: number, k6: number | null, app: number): SampleLine => ({
  type: 'cpu',
  tick: startedAt + offsetS,
  at: startedAt + offsetS,
  machine: { busyS, stealS: 0, totalS: 100 + busyS, processors: 2 },
  processes: [
    { role: 'app' as const, cpuS: app, rssBytes: 0, processes: 1 },
    ...(k6 === null ? [] : [{ role: 'k6' as const, cpuS: k6, rssBytes: 0, processes: 1 }]),
  ],
});

describe('a segment in order', () => {
  it.each(['postgres', 'pooler'] as const)('via %s passes every gate', (via) => {
    const gates = readSegmentGates(plan, segmentEvidence(via));
    expect(gates.map(({ id }) => id)).toEqual(gateIds.filter((id) => id !== 'log-ins'));
    expect(gates.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(statusByGates(gates)).toEqual({ status: 'ok', reason: null });
  });
});

describe('toggle proof', () => {
  // 60 ok attempts, ten of which fetched the log-in form and used no database.
  it.each([
    ['as many transactions as ok attempts that use the database', 'pooler', { poolerTransactions: 50 }, 0],
    ['one transaction too few', 'pooler', { poolerTransactions: 49 }, 1],
    ['a backend that the pooler did not open', 'pooler', { serverLoginsNotPooler: 1 }, 1],
    ['an idle pooler', 'postgres', {}, 0],
    ['transactions through the pooler', 'postgres', { poolerTransactions: 3 }, 3],
    ['backends that the pooler opened', 'postgres', { serverLoginsNotPooler: 8 }, 2],
    ['a counter that could not be read', 'pooler', { poolerTransactions: null }, null],
    ['a log that could not be read', 'postgres', { serverLogins: null }, null],
  ] as const)('%s (via %s)', (_, via, facts, reading) => {
    const ok = reading === null ? null : reading === 0;
    expect(gate('toggle-proof', segmentEvidence(via, { facts: someFacts(via, facts) }))).toMatchObject({ reading, ok });
  });

  it('voids the segment when it fails and when it cannot be made', () => {
    expect(statusWith({ poolerTransactions: 0 })).toEqual({
      status: 'invalid',
      reason:
        'toggle-proof: 0 transactions through the pooler for 50 ok attempts; of 10 backends 0 not opened by the pooler.',
    });
    expect(statusWith({ poolerTransactions: null }).status).toBe('invalid');
    expect(statusWith({ poolerReadBack: null }).status).toBe('invalid');
  });
});

describe('read-back', () => {
  it('counts the settings that are not as planned for the arm', () => {
    const read = { poolMode: 'session', defaultPoolSize: 20, maxClientConn: 1000, queryWaitTimeoutS: 10 } as const;
    const evidence = segmentEvidence('pooler', { facts: someFacts('pooler', { poolerReadBack: read }) });
    expect(gate('read-back', evidence)).toMatchObject({
      reading: 2,
      ok: false,
      note: 'The pooler does not run as planned: pool_mode is session instead of transaction and default_pool_size is 20 instead of 25.',
    });
    const asPlanned = { ...evidence.arm, pooler: { poolMode: 'session', defaultPoolSize: 20 } as const };
    expect(gate('read-back', { ...evidence, arm: asPlanned })).toMatchObject({ reading: 0, ok: true });
  });
});

describe('the load', () => {
  it.each([
    ['all there one second after the ramp', [usersLine(0, 4), usersLine(1, 10)], 0],
    ['two missing until it was too late', [usersLine(0, 4), usersLine(1, 8), usersLine(2, 10)], 2],
    ['shares of two generators add up', [usersLine(0, 5), usersLine(0, 5)], 0],
    ['nobody', [], 10],
  ])('users: %s', (_, load, reading) => {
    expect(gate('users', segmentEvidence('pooler', { load }))).toMatchObject({ reading, ok: reading === 0 });
  });

  it.each([
    ['on time', 8000, true],
    ['1 % late', 8080, true],
    ['1.1 % late', 8088, false],
    ['cut short at the end', 7000, true],
  ])('generator starved: %s', (_, realisedMs, ok) => {
    const load = [usersLine(0, 10, realisedMs), usersLine(1, 10, realisedMs)];
    expect(gate('generator-starved', segmentEvidence('pooler', { load }))?.ok).toBe(ok);
  });

  it('cannot tell lateness when nobody thought', () => {
    expect(gate('generator-starved', segmentEvidence('pooler', { load: [okLine('GET /', 1)] }))).toMatchObject({
      reading: null,
      ok: null,
    });
  });
});

describe('an open run', () => {
  const open = aPlan({ open: anOpenModel() });
  // An answer of a second, due in the first second after the ramp.
  const answers = anAttemptsLine([1_000_000], { second: startedAt + 1 });
  const starved = (load: readonly LoadLine[]) =>
    readSegmentGates(open, segmentEvidence('pooler', { load })).find(({ id }) => id === 'generator-starved');

  it.each([
    ['a tenth of the response times', 8100, true],
    ['more than that', 8101, false],
  ])('generator starved: sessions that stood ready began late by %s', (_, realisedMs, ok) => {
    expect(starved([answers, usersLine(1, 10, realisedMs)])).toMatchObject({ limit: 0.1, ok });
  });

  it('looks at no log-in of the ramp, and has no reading without an answer', () => {
    const logIns = anAttemptsLine([9_000_000], { second: startedAt, name: 'POST /accounts/login/' });
    expect(starved([logIns, answers, usersLine(1, 10, 8050)])?.reading).toBeCloseTo(0.05, 12);
    expect(starved([logIns, usersLine(1, 10, 8050)])).toMatchObject({ reading: null, ok: null });
  });

  it('counts its sessions', () => {
    const [users] = readSegmentGates(open, segmentEvidence('pooler')).filter(({ id }) => id === 'users');
    expect(users).toMatchObject({ ok: true, note: '10 of 10 sessions were open at the end of the ramp (1 s).' });
  });
});

describe('the machine', () => {
  it('steal is a share of all processors’ time, from first to last reading of the load', () => {
    const samples = [cpuLine(0, 0, 0, 3), cpuLine(5, 1, 1, 3.6)];
    const steal = gate('steal', segmentEvidence('pooler', { samples }));
    expect(steal?.reading).toBeCloseTo(0.06, 12);
    expect(steal).toMatchObject({ ok: false, note: '6.0 % of processor time went to other guests of the host.' });
  });

  it('foreign load is what is busy and not ours, in cores', () => {
    const samples = [cpuLine(0, 10, 4), cpuLine(5, 14, 7)];
    const foreign = gate('foreign-load', segmentEvidence('pooler', { samples }));
    expect(foreign?.reading).toBeCloseTo(0.2, 12);
    expect(foreign?.ok).toBe(false);
  });

  it('a process that started later or has gone counts with what it used', () => {
    const samples = [cpuWithK6(0, 0, null, 1), cpuWithK6(2, 3, 2, 2), cpuWithK6(4, 4, null, 3)];
    const foreign = gate('foreign-load', segmentEvidence('pooler', { samples }));
    expect(foreign?.reading).toBeCloseTo(0, 12);
  });

  it('is not known where the system does not say; that voids nothing', () => {
    const samples = seconds
      .flatMap(samplesOf)
      .map((line) => (line.type === 'cpu' ? { ...line, machine: null, processes: [] } : line));
    const gates = readSegmentGates(plan, segmentEvidence('pooler', { samples }));
    expect(gates.filter(({ ok }) => ok === null).map(({ id }) => id)).toEqual(['steal', 'foreign-load']);
    expect(statusByGates(gates).status).toBe('ok');
  });
});

describe('the sampler', () => {
  it.each([
    ['two missed seconds are a gap of three', [1, 2], 3, true],
    ['three are a gap of four', [1, 2, 3], 4, false],
    ['one that stops early', [1, 2, 3, 4, 5], 5, false],
    ['one that never spoke', [0, 1, 2, 3, 4, 5], 5, false],
  ])('gap: %s', (_, missed, reading, ok) => {
    const samples = without('pools', ...missed);
    expect(gate('sampler-gap', segmentEvidence('pooler', { samples }))).toMatchObject({ reading, ok });
  });

  it.each([
    ['one of twenty', [1], 0.05, true],
    ['two of twenty', [1, 3], 0.1, false],
  ])('missing: %s', (_, missed, share, ok) => {
    const samples = without('activity', ...missed);
    const missing = gate('sampler-missing', segmentEvidence('pooler', { samples }));
    expect(missing?.reading).toBeCloseTo(share, 12);
    expect(missing?.ok).toBe(ok);
  });
});

describe('the clock', () => {
  it.each([
    ['slewed', 0.02, 0.02, true],
    ['set forward', 2, 2, false],
    ['set back by an hour', -3600, 3600, false],
    ['not compared, in a file from before it was', null, null, null],
  ])('%s', (_, clockStepS, reading, ok) => {
    const evidence = segmentEvidence('pooler', { facts: someFacts('pooler', { clockStepS }) });
    expect(gate('clock', evidence)).toMatchObject({ limit: 0.5, reading, ok });
  });

  it('voids the segment when it was set, and says by how much', () => {
    expect(statusWith({ clockStepS: -2 })).toEqual({
      status: 'invalid',
      reason:
        'clock: The host’s clock was set back by 2.00 s while the load ran, and load and samples are counted by its seconds.',
    });
    expect(statusWith({ clockStepS: null }).status).toBe('ok');
  });
});

describe('log-ins of a block', () => {
  it.each([
    ['alike', 30, 30, 0, true],
    ['one user apart', 0, 1, 1, true],
    ['two apart', 2, 0, 2, false],
    ['not counted', null, 0, null, null],
  ])('%s', (_, direct, pooled, reading, ok) => {
    expect(readBlockGates(plan, lost(direct, pooled))).toMatchObject([{ id: 'log-ins', reading, ok }]);
  });

  it('waits for every arm', () => {
    expect(readBlockGates(plan, lost(0, 0).slice(1))).toEqual([]);
  });

  it('stand with those of each segment, in order and once', () => {
    const own = readSegmentGates(plan, segmentEvidence('pooler'));
    const [first, again] = [readBlockGates(plan, lost(2, 0)), readBlockGates(plan, lost(3, 0))];
    const all = withBlockGates(withBlockGates(own, first), again);
    expect(all.map(({ id }) => id)).toEqual(gateIds);
    expect(all.find(({ id }) => id === 'log-ins')).toMatchObject({ reading: 3, ok: false });
    expect(withBlockGates(own, [])).toEqual(own);
  });
});

describe('limits', () => {
  const higher = Object.entries(plan.gates).map(([key, limit]) => [key, limit + 7]);

  it.each(gateIds)('of %s comes from the configuration', (id) => {
    const gates = gateLimitsSchema.parse(Object.fromEntries(higher));
    expect(limitOf({ ...plan, gates }, id)).toBe(limitOf(plan, id) + 7);
  });

  it('are all in docs/verdicts.md, and so is a test that trips each gate', async () => {
    const text = await readFile(path.resolve(import.meta.dirname, '../../docs/verdicts.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z-]+)` \|.*\| `(\w+)`,[^|]*\| ((?:\[\d\](?:, )?)+) \|$/gm)];
    expect(rows.map(([, id]) => id)).toEqual([...gateIds, 'warm-up']);
    // The other limit of generator-starved is that of open runs.
    const keys = Object.keys(gateLimitsSchema.shape).filter((key) => key !== 'lateStartShare');
    expect(new Set(rows.map(([, , key]) => key))).toEqual(new Set(keys));
    const links = [...text.matchAll(/^\[\d\]: \.\.\/(.*)$/gm)].map(([, file = '']) => file);
    await Promise.all(links.map((file) => access(path.resolve(import.meta.dirname, '../..', file))));
    expect(links.length).toBeGreaterThan(0);
  });
});
