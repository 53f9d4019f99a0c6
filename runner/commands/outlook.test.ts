import { describe, expect, it } from 'vitest';
import { aBound, aNoiseFloor, aPlan, aPlannedCriterion, plannedSegments } from '../model/testing/factories.ts';
import { outlookLines, outlookOf } from './outlook.ts';

const plan = aPlan({ noiseFloor: aNoiseFloor() });

describe('what a run will cost and see', () => {
  it('is the same in JSON and in lines', () => {
    const outlook = outlookOf(plan, null);
    expect(outlook).toMatchObject({ bench: '10-users', blocks: 6, segments: 12, minutes: 2, detect: null });
    expect(outlook.passesWithoutDifference).toEqual([
      { criterion: 'median-response-time-pooled-direct', chance: expect.any(Number) },
    ]);
    const lines = outlookLines(plan, outlook);
    expect(lines[0]).toBe('10-users (tiny): 6 blocks of direct and pooled, 5 s of load each, about 2 min');
    expect(lines.join('\n')).not.toMatch(/order|seed/);
  });

  it('says when a run with looks is looked at', () => {
    const looked = aPlan({
      noiseFloor: aNoiseFloor(),
      segments: plannedSegments(12),
      looks: { blocks: [6, 12], level: 0.029 },
    });
    const outlook = outlookOf(looked, null);
    expect(outlookOf(plan, null).looks).toBeNull();
    expect(outlook.looks).toEqual([
      { blocks: 6, minutes: 2 },
      { blocks: 12, minutes: 4 },
    ]);
    const lines = outlookLines(looked, outlook).join('\n');
    expect(lines).toContain('after 6 blocks (about 2 min)');
    expect(lines).toContain('its last look will see (80 % power, two-sided 2.9 %) a difference of');
    // Twelve blocks at 2.9 % see less than twelve at 5 %.
    const once = outlookOf({ ...looked, looks: null }, null);
    expect(outlook.sees?.['median']).toBeGreaterThan(once.sees?.['median'] ?? Infinity);
    expect(outlook.passesWithoutDifference[0]?.chance).toBeLessThan(once.passesWithoutDifference[0]?.chance ?? 0);
  });

  it('names what no outcome could meet', () => {
    const tooMuch = aPlannedCriterion({ id: 'much', metric: 'throughput', bound: aBound('>= 6/s') });
    const infeasible = aPlan({ criteria: [tooMuch] });
    expect(outlookOf(infeasible, null).infeasible).toEqual(['much']);
    expect(outlookLines(infeasible, outlookOf(infeasible, null)).join('\n')).toContain('INFEASIBLE: throughput pooled');
  });

  it('says how many blocks and minutes a difference takes, and when no number does', () => {
    const outlook = outlookOf(plan, 0.05);
    expect(outlook.detect?.metrics).toMatchObject([
      { metric: 'goodput', alone: { blocks: 6, minutes: 2 } },
      { metric: 'median', alone: { blocks: 12 }, answer: { blocks: 14 } },
    ]);
    const small = outlookLines(plan, outlookOf(plan, 0.005));
    expect(small.at(-1)).toMatch(/^to see 0\.5 % in median .*: no number does, up to the 40 blocks that can be judged/);
  });
});
