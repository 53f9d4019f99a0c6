import { describe, expect, it } from 'vitest';
import { aNoiseFloor, aPlan, plannedSegments } from '../model/testing/factories.ts';
import { profiles } from '../model/profile.ts';
import { floorCommand, forecastLines, forecastOf } from './forecast.ts';
import { criterion } from './testing/runs.ts';

const criteria = [
  criterion('median response time', 'pooled/direct', '<= 1.10'),
  criterion('throughput', 'pooled/direct', '>= 0.95'),
  criterion('throughput', 'pooled/direct', '>= 1.20'),
  criterion('success rate', 'pooled', '> 99 %'),
];
const plan = aPlan({ criteria, noiseFloor: aNoiseFloor() });

describe('what a run will be able to see', () => {
  it('follows from the noise floor in its plan', () => {
    const forecast = forecastOf(plan);
    expect(forecast?.sees.goodput).toBeCloseTo(Math.exp(1.435 * 0.02) - 1, 4);
    expect(forecast?.answerSees.median).toBeCloseTo(Math.exp(1.877 * 0.05) - 1, 2);
  });

  it('has the chance of PASS of what arms without a difference meet, and of nothing else', () => {
    const passes = forecastOf(plan)?.passes ?? [];
    expect(passes.map(({ criterion: { bound } }) => bound.text)).toEqual(['<= 1.10', '>= 0.95']);
    expect(passes[0]?.chance).toBeGreaterThan(0.9);
  });

  it('is said in lines', () => {
    expect(forecastLines(plan)).toEqual([
      'noise floor of this host: direct against itself, 2 A/A runs of 12 blocks, last 2025-11-22: one block scatters by 2.0 % in goodput, 5.0 % in the median and 10.0 % in the p95 (sd)',
      expect.stringMatching(
        /^it will see \(80 % power, two-sided 5 %\) a difference of 2\.9 % in goodput, 7\.4 % in the median and 15\.4 % in the p95$/,
      ),
      expect.stringMatching(
        /^its answer, corrected for three comparisons, will as often name one of 3\.8 % in goodput/,
      ),
      expect.stringMatching(
        /^chance of PASS when there is no difference .*: 9\d\.\d % for median response time pooled\/direct <= 1\.10$/,
      ),
      expect.stringMatching(/^chance of PASS .* for throughput pooled\/direct >= 0\.95$/),
    ]);
  });

  it('is not known where the noise was not finite', () => {
    const scatter = { ...aNoiseFloor().scatter, median: null };
    const lines = forecastLines({ ...plan, noiseFloor: aNoiseFloor({ scatter }) });
    expect(lines[1]).toContain('an unknown size in the median');
    expect(lines[3]).toContain('not known for median');
  });

  it('is not known without a floor; the command that measures it is said', () => {
    expect(forecastLines({ ...plan, noiseFloor: null })).toEqual([
      expect.stringMatching(/not known.*npx poolproof aa 10-users --app node --profile tiny$/),
    ]);
    const aa = { arm: 'direct', injected: null };
    expect(forecastLines({ ...plan, noiseFloor: null, aa })).toEqual([expect.stringContaining('this run measures it')]);
    expect(floorCommand({ ...plan, profile: profiles.standard })).toBe('npx poolproof aa 10-users --app node');
    expect(floorCommand({ ...plan, profile: profiles.smoke })).toBe(
      'npx poolproof aa 10-users --app node --profile smoke --blocks 6',
    );
  });

  it('is nothing from so few blocks', () => {
    expect(forecastLines({ ...plan, segments: plannedSegments(1) })).toHaveLength(1);
  });
});
