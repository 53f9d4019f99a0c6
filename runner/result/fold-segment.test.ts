import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptsLine, LoadLine } from '../model/load-line.ts';
import { resultSegmentSchema, type Endpoint, type ResultSegment, type Second } from '../model/result.ts';
import type { SegmentFiles } from '../model/segment-files.ts';
import { aPlan, aSegment } from '../model/testing/factories.ts';
import {
  aCpuSample,
  anActivitySample,
  anAttemptsLine,
  aPoolRow,
  aPoolsSample,
  aUsersLine,
  startsAt,
} from '../model/testing/lines.ts';
import { foldSegment } from './fold-segment.ts';

/** Ten users, ramp 1 s, steady from 2 to 5 s; the segment ends at 8 s, after the grace. */
const segment = aSegment({ endedAt: startsAt + 8 });

/** As k6 ends: each second up to the end of steady, and a little on. */
const idle = [0, 1, 2, 3, 4, 5].map((offsetS) => idleLine(startsAt + offsetS));

function idleLine(second: number): LoadLine {
  return aUsersLine(second, { active: 0, thinkDrawnMs: 0, thinkRealisedMs: 0 });
}

/** Of a segment that ran to its end. */
function files(lines: readonly LoadLine[], overrides: Partial<SegmentFiles> = {}): SegmentFiles {
  return { ...justThese([...lines, ...idle]), ...overrides };
}

function justThese(lines: readonly LoadLine[]): SegmentFiles {
  return { index: 1, arm: 'direct', segment, load: { lines, torn: 0 }, samples: { lines: [], torn: 0 } };
}

const at = (offsetS: number, us: readonly number[], fields: Partial<AttemptsLine> = {}) =>
  anAttemptsLine(us, { second: startsAt + offsetS, ...fields });
const failedAt = (offsetS: number, us: readonly number[], cause = 'pg-53300', name = 'GET /dashboard/') =>
  at(offsetS, us, { outcome: 'failed', cause, name });

describe('foldSegment', () => {
  it('counts the whole segment, and times and rates of what began in steady', () => {
    const found = foldSegment(
      aPlan(),
      files([
        failedAt(0, [500]),
        at(1, [900_000]),
        at(2, [100, 200, 300]),
        failedAt(3, [2000], 'content'),
        at(4, [400]),
        at(4, [1900], { outcome: 'censored' }),
        at(5, [700_000]),
      ]),
    );
    expect(found).toMatchObject({
      attempts: 9,
      failures: 2,
      censored: 1,
      causes: { content: 1, 'pg-53300': 1 },
      failuresBeforeSteady: 1,
      durationS: 5,
      rampS: 1,
      steadyFromS: 2,
      steadyS: 3,
      // Ascending: 100, 200, 300, 400, failed, censored.
      medianMs: 0.3,
      medianReason: null,
      p95Ms: null,
      maxMs: 2,
      throughputPerS: 5 / 3,
      goodputPerS: 4 / 3,
    });
  });

  it('leaves out an attempt that began in the second in which steady ends', () => {
    const found = foldSegment(aPlan(), files([at(1, [1]), at(2, [2]), at(4, [4]), at(5, [5])]));
    expect(found).toMatchObject({ goodputPerS: 2 / 3, maxMs: 0.004, medianMs: 0.002 });
  });

  it('says why there is no median', () => {
    const found = foldSegment(aPlan(), files([at(2, [100]), failedAt(2, [1, 1])]));
    expect(found).toMatchObject({
      medianMs: null,
      medianReason: 'it falls on a failed attempt: 2 failed and 0 unanswered of 3 that began in steady',
    });
  });

  it('has a row for each second, the grace included, with times of what ended and users', () => {
    const { seconds } = foldSegment(
      aPlan(),
      files([
        at(0, [100, 300]),
        failedAt(0, [200], 'http-502'),
        at(0, [9], { outcome: 'censored' }),
        aUsersLine(startsAt, { active: 4 }),
        aUsersLine(startsAt, { active: 3 }),
      ]),
    );
    expect(seconds.map(({ offsetS }) => offsetS)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(seconds[0]).toMatchObject({
      activeUsers: 7,
      ok: 2,
      failed: 1,
      censored: 1,
      causes: { 'http-502': 1 },
      sumMs: 0.6,
      bytes: 3 * 6144,
      p50Ms: 0.2,
      p95Ms: 0.3,
    });
    expect(seconds[1]).toMatchObject({ activeUsers: 0 });
    expect(seconds[6]).toMatchObject({ activeUsers: null, ok: 0, sumMs: 0, bytes: 0, p50Ms: null, hdr: null });
  });

  it('has endpoints by class and name', () => {
    const { endpoints } = foldSegment(
      aPlan(),
      files([
        at(0, [100], { name: 'GET /b/' }),
        at(3, [200], { name: 'GET /b/', bytes: 10 }),
        failedAt(3, [300], 'timeout', 'GET /b/'),
        at(0, [400], { name: 'GET /a/' }),
        at(0, [500], { userClass: 'api', name: 'GET /b/' }),
        at(0, [600], { name: 'GET /b/', outcome: 'censored' }),
      ]),
    );
    expect(endpoints.map(({ userClass, name }) => `${userClass} ${name}`)).toEqual([
      'api GET /b/',
      'browsing GET /a/',
      'browsing GET /b/',
    ]);
    expect(endpoints[2]).toMatchObject({
      ok: 2,
      failed: 1,
      censored: 1,
      causes: { timeout: 1 },
      sumMs: 0.6,
      bytes: 6144 + 10 + 6144,
      minMs: 0.1,
      maxMs: 0.3,
      steady: { ok: 1, failed: 1, censored: 0 },
    });
  });

  it('takes the largest samples of the load, and not those before it', () => {
    const found = foldSegment(
      aPlan(),
      files([], {
        samples: {
          torn: 1,
          lines: [
            aPoolsSample(startsAt - 1, [aPoolRow({ clActive: 50 })]),
            aPoolsSample(startsAt, []),
            aPoolsSample(startsAt + 3, [aPoolRow({ clActive: 5, svActive: 3, clWaiting: 0 })]),
            aPoolsSample(startsAt + 4, [aPoolRow({ clActive: 2, svActive: 2, clWaiting: 9 })]),
            anActivitySample(startsAt + 3),
            aCpuSample(startsAt, { app: 1 }),
            aCpuSample(startsAt + 8, { app: 3.5 }),
          ],
        },
      }),
    );
    expect(found).toMatchObject({
      maxClientsActive: 5,
      maxServersActive: 3,
      maxClientsWaiting: 9,
      maxBackends: 1,
      cpuS: { app: 2.5, k6: null },
      tornLines: 1,
    });
    expect(found.seconds.map(({ clActive }) => clActive)).toEqual([0, null, null, 5, 2, null, null, null]);
  });

  it('takes facts and gates from segment.json', () => {
    const described = aSegment({ status: 'invalid', reason: 'steal', notes: ['Not measured: CPU.'] });
    const found = foldSegment(aPlan(), files([], { segment: described }));
    expect(found).toMatchObject({
      status: 'invalid',
      reason: 'steal',
      block: 1,
      serverLogins: 10,
      poolerTransactions: 0,
      startedAt: described.startedAt,
      poolerReadBack: described.facts.poolerReadBack,
      appSettings: described.facts.appSettings,
      overheadS: described.facts.overheadS,
      notes: ['Not measured: CPU.'],
    });
    expect(found.gates).toHaveLength(10);
  });
});

describe('foldSegment of a broken-off segment', () => {
  it('is steady no longer than it ran', () => {
    const brokenOff = aSegment({ status: 'partial', reason: 'stopped by SIGINT', endedAt: startsAt + 3.4 });
    const found = foldSegment(aPlan(), files([at(2, [100]), at(3, [100])], { segment: brokenOff }));
    expect(found).toMatchObject({ status: 'partial', durationS: 4, steadyS: 2, goodputPerS: 1 });
    expect(found.seconds).toHaveLength(4);
  });

  it('has no rates when steady never began', () => {
    const brokenOff = aSegment({ status: 'partial', reason: 'stopped by SIGINT', endedAt: startsAt + 1 });
    expect(foldSegment(aPlan(), files([at(0, [100])], { segment: brokenOff }))).toMatchObject({
      attempts: 1,
      steadyS: 0,
      medianMs: null,
      medianReason: 'the segment ended before steady began',
      goodputPerS: null,
    });
  });

  it('reads nulls, not zeros, where load.ndjson and samples.ndjson are missing', () => {
    expect(foldSegment(aPlan(), files([], { load: null, samples: null }))).toMatchObject({
      status: 'partial',
      reason: 'load.ndjson is missing',
      medianMs: null,
      medianReason: 'load.ndjson is missing',
      throughputPerS: null,
      loggedInShare: null,
      loginsLostOtherwise: null,
      maxBackends: null,
      maxClientsActive: null,
      endpoints: [],
    });
  });

  it('takes the windows from the plan when segment.json was never written', () => {
    const lines = [aUsersLine(startsAt), at(2, [100]), at(3, [100])];
    const found = foldSegment(aPlan(), { ...justThese(lines), segment: null });
    expect(found).toMatchObject({
      status: 'partial',
      reason: 'segment.json is missing: the run ended before the segment did',
      block: 1,
      steadyFromS: 2,
      steadyS: 2,
      goodputPerS: 1,
      serverLogins: null,
      startedAt: startsAt,
      poolerReadBack: null,
      appSettings: null,
      overheadS: null,
      notes: [],
    });
    expect(found.seconds).toHaveLength(4);
  });

  it('gives a row of nothing when there are no files at all', () => {
    const found = foldSegment(aPlan(), files([], { segment: null, load: null, samples: null }));
    expect(resultSegmentSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({ startedAt: null, seconds: [] });
  });
});

describe('foldSegment of a load.ndjson that was cut between two lines', () => {
  const whole = [at(0, [100]), at(2, [100]), at(4, [100]), ...idle];

  it.each([
    ['whole', whole, 'ok', null],
    ['more of it than steady', [...whole, at(5, [9]), idleLine(startsAt + 6)], 'ok', null],
    [
      'its end lost',
      whole.slice(0, 5),
      'partial',
      'load.ndjson has lost lines: 3 of 5 seconds say nothing of their users',
    ],
    [
      'its beginning lost',
      whole.slice(4),
      'partial',
      'load.ndjson has lost lines: 1 of 5 seconds say nothing of their users',
    ],
    [
      'cut within a batch',
      [...whole, at(5, [9])],
      'partial',
      'load.ndjson has lost its last lines: it ends within a second',
    ],
    ['empty', [], 'partial', 'load.ndjson has lost lines: 5 of 5 seconds say nothing of their users'],
  ])('%s', (_, lines, status, reason) => {
    expect(foldSegment(aPlan(), justThese(lines))).toMatchObject({ status, reason });
  });

  it('says of a broken-off or INVALID segment what its segment.json says', () => {
    for (const status of ['partial', 'invalid'] as const) {
      const described = aSegment({ status, reason: 'steal' });
      expect(foldSegment(aPlan(), { ...justThese([]), segment: described })).toMatchObject({ status, reason: 'steal' });
    }
  });
});

const outcome = fc.constantFrom<Partial<AttemptsLine>>(
  { outcome: 'ok' },
  { outcome: 'censored' },
  { outcome: 'failed', cause: 'pg-53300' },
  { outcome: 'failed', cause: 'content' },
);
const attempt = fc
  .tuple(
    fc.integer({ min: 0, max: 7 }),
    fc.constantFrom('browsing', 'api'),
    fc.constantFrom('GET /a/', 'GET /b/', 'POST /accounts/login/'),
    outcome,
    fc.integer({ min: 1, max: 5_000_000 }),
  )
  .map(([offsetS, userClass, name, fields, us]) => ({ offsetS, us, fields: { userClass, name, ...fields } }));

describe('foldSegment, whatever the lines', () => {
  it('is the same for lines in any order, split or merged, raw or as histograms', () => {
    fc.assert(
      fc.property(
        fc
          .array(attempt, { maxLength: 60 })
          .chain((attempts) =>
            fc.tuple(
              fc.constant(attempts),
              fc.shuffledSubarray(attempts, { minLength: attempts.length, maxLength: attempts.length }),
              fc.boolean(),
            ),
          ),
        ([attempts, shuffled, raw]) => {
          const whole = attempts.map(({ offsetS, us, fields }) => at(offsetS, [us], fields));
          const merged = mergedByKey(shuffled, raw);
          expect(foldSegment(aPlan(), files(merged))).toEqual(foldSegment(aPlan(), files(whole)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('adds up: seconds and endpoints each give the totals', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), (attempts) => {
        const found = foldSegment(aPlan(), files(attempts.map(({ offsetS, us, fields }) => at(offsetS, [us], fields))));
        expect(resultSegmentSchema.parse(found)).toEqual(found);
        expect(totalsOf(found.seconds)).toEqual(wholeOf(found));
        expect(totalsOf(found.endpoints)).toEqual(wholeOf(found));
        expect(sizesOf(found.seconds)).toEqual(sizesOf(found.endpoints));
      }),
      { numRuns: 50 },
    );
  });
});

/** One line for each key, as k6 would write them. */
function mergedByKey(attempts: readonly { offsetS: number; us: number; fields: object }[], raw: boolean): LoadLine[] {
  const groups = new Map<string, number[]>();
  for (const { offsetS, us, fields } of attempts) {
    const key = JSON.stringify({ second: startsAt + offsetS, ...fields });
    groups.set(key, [...(groups.get(key) ?? []), us]);
  }
  return [...groups].map(([key, us]) => anAttemptsLine(us, JSON.parse(key), raw));
}

function totalsOf(parts: readonly (Endpoint | Second)[]) {
  const total = { attempts: 0, failures: 0, censored: 0, causes: new Map<string, number>() };
  for (const { ok, failed, censored, causes } of parts) {
    total.attempts += ok + failed + censored;
    total.failures += failed;
    total.censored += censored;
    for (const [cause, count] of Object.entries(causes)) {
      total.causes.set(cause, (total.causes.get(cause) ?? 0) + count);
    }
  }
  return { ...total, causes: Object.fromEntries(total.causes) };
}

/** In whole microseconds, whose sum does not depend on the order. */
function sizesOf(parts: readonly (Endpoint | Second)[]) {
  return {
    sumUs: parts.reduce((sum, { sumMs }) => sum + Math.round(sumMs * 1000), 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function wholeOf({ attempts, failures, censored, causes }: ResultSegment) {
  return { attempts, failures, censored, causes };
}
