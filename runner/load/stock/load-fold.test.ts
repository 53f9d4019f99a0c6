import { describe, expect, it } from 'vitest';
import { addAttempt, emptyCell, lineOf } from './attempt-cell.ts';
import type { KitSample } from './kit-sample.ts';
import { createLoadFold } from './load-fold.ts';

const second = 1_763_870_000;
const key = { userClass: 'browsing', name: 'GET /dashboard/', outcome: 'ok' as const, cause: null };

/** An attempt that began and ended in these seconds after the first. */
function attempt(beganS: number, endedS = beganS): KitSample {
  const began = { ...key, second: second + beganS };
  return { kind: 'attempt', second: second + endedS, attempt: { key: began, us: 12_031, bytes: 1 } };
}

const tick = (atS: number): KitSample => ({ kind: 'tick', second: second + atS });

/** Types and seconds of the lines due after each sample. */
function dueAfter(samples: readonly KitSample[]): string[] {
  const fold = createLoadFold();
  return samples.map((sample) => {
    fold.add(sample);
    return fold
      .due()
      .map((line) => `${line.type} ${line.second - second}`)
      .join(', ');
  });
}

describe('createLoadFold', () => {
  it('holds a second back for two more, by the time of the samples', () => {
    expect(dueAfter([attempt(0), tick(1), tick(2), tick(3), tick(4)])).toEqual(['', '', '', 'attempts 0, users 0', '']);
  });

  it('holds a late attempt back until the second in which it ended is over', () => {
    expect(dueAfter([attempt(0), tick(3), attempt(0, 5), tick(7), tick(8)])).toEqual([
      '',
      'attempts 0, users 0',
      'users 1, users 2',
      'users 3, users 4',
      'attempts 0, users 5',
    ]);
  });

  it('goes on closing seconds when the clock is set back', () => {
    expect(dueAfter([attempt(1000), tick(1010), attempt(0), tick(3)])).toEqual([
      '',
      'attempts 1000, users 1000',
      '',
      'attempts 0',
    ]);
  });
});

describe('a cell', () => {
  it.each([
    [-5, 1],
    [0.4, 1],
    [1.5, 2],
    [12_031.49, 12_031],
    [3.7e9, 3_600_000_000],
    [Infinity, 3_600_000_000],
  ])('counts %f µs as %i', (us, whole) => {
    const cell = emptyCell({ ...key, second }, second);
    addAttempt(cell, us, 0);
    expect(lineOf(cell)).toMatchObject({ us: [whole], sumMs: whole / 1000 });
  });

  it('is bounded by the spread of the response times, not by how many there are', () => {
    const [few, many] = [20_000, 500_000].map((count) => {
      const cell = emptyCell({ ...key, second }, second);
      for (let at = 0; at < count; at += 1) addAttempt(cell, 300 + ((at * 7919) % 20_000), 1);
      return cell;
    });
    expect(many?.count).toBe(500_000);
    expect(many?.us).toEqual([]);
    expect(many?.buckets?.size).toBe(few?.buckets?.size);
  });
});
