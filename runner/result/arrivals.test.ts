import { describe, expect, it } from 'vitest';
import type { AttemptsLine } from '../model/load-line.ts';
import { anOpenModel, aPlan, aSegment } from '../model/testing/factories.ts';
import { anAttemptsLine, startsAt } from '../model/testing/lines.ts';
import { foldSegment } from './fold-segment.ts';

/** Ten sessions open within a second; from then on two arrivals a second are due; steady is from 2 to 5 s. */
const plan = aPlan({ open: anOpenModel({ ratePerS: 2 }) });
const { form, submit } = plan.loginNames;

const at = (offsetS: number, us: readonly number[], fields: Partial<AttemptsLine> = {}) =>
  anAttemptsLine(us, { second: startsAt + offsetS, ...fields });
const logIn = (offsetS: number, fields: Partial<AttemptsLine> = {}) => [
  at(offsetS, [700_000], { name: form, userClass: 'session' }),
  at(offsetS, [700_000], { name: submit, userClass: 'session', ...fields }),
];
const failed = { outcome: 'failed', cause: 'pg-53300' } as const;

function fold(lines: readonly AttemptsLine[], open = plan) {
  const segment = aSegment({ endedAt: startsAt + 8 });
  const files = { index: 1, arm: 'direct', segment, samples: null };
  return foldSegment(open, { ...files, load: { lines, torn: 0 } });
}

const allBegun = [at(1, [100, 100]), at(2, [100, 200]), at(3, [300, 400]), at(4, [500, 600])];

describe('arrivals', () => {
  it('are all begun when the load has as many as were due', () => {
    const found = fold([...logIn(0), ...allBegun]);
    expect(found.arrivals).toEqual({ due: 8, dropped: 0, steadyDue: 6, steadyDropped: 0 });
    expect(found).toMatchObject({ attempts: 10, medianMs: 0.3, p95Ms: 0.6, goodputPerS: 2 });
  });

  it('that are due and not there were dropped, and rank as infinitely slow', () => {
    const found = fold([...logIn(0), at(1, [100]), at(2, [100, 200]), at(3, [300]), at(4, [500])]);
    expect(found.arrivals).toEqual({ due: 8, dropped: 3, steadyDue: 6, steadyDropped: 2 });
    expect(found).toMatchObject({ attempts: 7, failures: 0, medianMs: 0.3, p95Ms: null, p99Ms: null });
    expect(found.goodputPerS).toBeCloseTo(4 / 3, 12);
  });

  it('may be late log-ins that failed; those that came off count for nothing, nor do those of the ramp', () => {
    const refused = at(3, [300], { name: form, userClass: 'session', ...failed });
    const found = fold([
      ...logIn(0, failed),
      ...logIn(2),
      ...allBegun.slice(0, 2),
      refused,
      at(3, [400]),
      ...allBegun.slice(3),
    ]);
    expect(found.arrivals).toEqual({ due: 8, dropped: 0, steadyDue: 6, steadyDropped: 0 });
    expect(found).toMatchObject({ attempts: 12, failures: 2, failuresBeforeSteady: 1, p95Ms: null });
    // 100, 200, 400, 500, 600 µs and one that failed; the log-in at 2 s is not among them.
    expect(found).toMatchObject({ medianMs: 0.4, throughputPerS: 2, goodputPerS: 5 / 3 });
  });

  it('are none of a closed loop, where every attempt counts', () => {
    const found = fold([...logIn(2), ...allBegun], aPlan());
    expect(found.arrivals).toBeNull();
    expect(found.throughputPerS).toBeCloseTo(8 / 3, 12);
  });
});
