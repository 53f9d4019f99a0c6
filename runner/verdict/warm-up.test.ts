import { describe, expect, it } from 'vitest';
import { aPlan, aResultSegment, aSecond } from '../model/testing/factories.ts';
import { judge } from './judge.ts';
import { aRun, criterion } from './testing/runs.ts';
import { readWarmUp } from './warm-up.ts';

const noRegression = criterion('median response time', 'pooled/direct', '<= 1.10');

/** Steady of 30 s from second 10 on, with so many ok attempts in each second of its three thirds. */
function thirds(...okPerS: readonly [number, number, number]) {
  const seconds = Array.from({ length: 40 }, (_, offsetS) =>
    aSecond(offsetS, { ok: offsetS < 10 ? 0 : (okPerS[Math.floor((offsetS - 10) / 10)] ?? 0) }),
  );
  return { steadyFromS: 10, steadyS: 30, seconds };
}

const segments = (...all: readonly ReturnType<typeof thirds>[]) => all.map((each) => aResultSegment(each));

describe('the warm-up gate', () => {
  it('holds when goodput of the last third is that of the middle one, whatever the first was', () => {
    const gate = readWarmUp(aPlan(), segments(thirds(5, 100, 101), thirds(50, 100, 99), thirds(1, 100, 100)));
    expect(gate).toMatchObject({ id: 'warm-up', limit: 0.05, reading: 0, ok: true });
  });

  it.each([
    ['rising', 120],
    ['falling', 80],
  ])('trips while goodput is still %s, and reads the nearer end of the interval', (_, last) => {
    const gate = readWarmUp(
      aPlan(),
      segments(thirds(0, 100, last - 1), thirds(0, 100, last), thirds(0, 100, last + 1)),
    );
    expect(gate.ok).toBe(false);
    expect(gate.reading).toBeGreaterThan(0.05);
    expect(gate.reading).toBeLessThan(Math.abs(Math.log(last / 100)));
  });

  it('does not trip when the interval reaches into what is allowed', () => {
    expect(readWarmUp(aPlan(), segments(thirds(0, 100, 101), thirds(0, 100, 130), thirds(0, 100, 108))).ok).toBe(true);
  });

  it('is null, and says so, when fewer than two segments tell', () => {
    const gate = readWarmUp(aPlan(), segments(thirds(0, 100, 200), thirds(0, 0, 100)));
    expect(gate).toMatchObject({ reading: null, ok: null });
    expect(gate.note).toContain('cannot be told');
  });

  it('makes the run INVALID', () => {
    const { plan, result } = aRun(6, [noRegression], (_, place) => thirds(0, 100, 150 + place));
    const verdict = judge(plan, result);
    expect(verdict.verdict).toBe('INVALID');
    expect(verdict.headline).toMatch(/the arms had not settled\. Goodput of the last third/);
    expect(verdict.gates.at(-1)).toMatchObject({ id: 'warm-up', ok: false });
  });
});
