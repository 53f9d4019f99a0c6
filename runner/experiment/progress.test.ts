import { describe, expect, it } from 'vitest';
import type { LoadLine } from '../model/load-line.ts';
import { progressLine } from './progress.ts';

const place = { block: 2, blocks: 6, segment: 3, segments: 12, arm: 'pooled' };
const windows = { rampS: 10, steadyFromS: 15, endS: 55 };

const attempts = (outcome: 'ok' | 'failed', count: number): LoadLine => ({
  type: 'attempts',
  second: 100,
  userClass: 'api',
  name: 'GET /',
  outcome,
  cause: outcome === 'ok' ? null : 'content',
  count,
  sumMs: 1,
  bytes: 1,
  hdr: 'HISTFAAA',
});
const users = (second: number, active: number): LoadLine => ({
  type: 'users',
  second,
  active,
  thinkDrawnMs: 0,
  thinkRealisedMs: 0,
});

describe('progressLine', () => {
  it('says where we are and what goes on', () => {
    const lines = [attempts('ok', 57), attempts('failed', 3), users(100, 99), users(101, 100)];
    expect(progressLine(place, windows, { elapsedS: 20.3, lines, clientsWaiting: 4 })).toBe(
      'block 2/6  segment 3/12 pooled  steady 20/55 s  users 100  30.0 requests/s  5.0 % failed  waiting 4',
    );
  });

  it('knows that none was made only once a second has been told', () => {
    const line = progressLine(place, windows, { elapsedS: 3, lines: [users(100, 1)], clientsWaiting: 0 });
    expect(line).toContain('users 1  0.0 requests/s  - % failed  waiting 0');
  });

  it.each([
    [0, 'ramp 0/55 s'],
    [12, 'settle 12/55 s'],
    [15, 'steady 15/55 s'],
    [56.9, 'end 55/55 s'],
  ])('at %f s it is %s, and what is not known is not invented', (elapsedS, text) => {
    const line = progressLine(place, windows, { elapsedS, lines: [], clientsWaiting: null });
    expect(line).toContain(text);
    expect(line).toContain('users -  - requests/s  - % failed  waiting -');
  });
});
