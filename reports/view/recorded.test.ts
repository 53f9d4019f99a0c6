import { expect, it } from 'vitest';
import { anEndpoint, aPlan, aResult, aResultSegment, hdrOf } from '../../runner/model/testing/factories.ts';
import { recordedOf } from './recorded.ts';

const run = {
  name: 'direct, theirs',
  users: 100,
  requests: 4506,
  failures: 373,
  successRate: 0.9172,
  medianMs: 1200,
  meanMs: 2416.6,
  p95Ms: 9000,
  p99Ms: 16_000,
  maxMs: 41_642,
  throughputPerS: 15.06,
};
const recorded = { schemaVersion: 1 as const, about: 'Theirs.', differs: ['the host', 'the app'], runs: [run] };

const segment = aResultSegment({
  arm: 'direct',
  durationS: 10,
  attempts: 5,
  censored: 1,
  failures: 1,
  endpoints: [anEndpoint({ hdr: hdrOf([1000, 2000, 3000, 400_000]), sumMs: 406 })],
});

it('sets our whole run, failures included, beside theirs', () => {
  const view = recordedOf(aPlan({ recorded }), aResult({ users: 100, segments: [segment] }));
  const cells = view?.table.groups.map(({ title, rows }) => [title, rows.map((row) => row.map(({ text }) => text))]);
  expect(cells).toEqual([
    ['Here', [['direct, 100 users', '4', '1', '75.0 %', '2.00 ms', '102 ms', '400 ms', '400 ms', '400 ms', '0.400/s']]],
    [
      'Recorded',
      [['direct, theirs', '4,506', '373', '91.7 %', '1.20 s', '2.42 s', '9.00 s', '16.0 s', '41.6 s', '15.1/s']],
    ],
  ]);
  expect(view?.table.note).toContain('Theirs. Here: Debian GNU/Linux 12, 2 × Example CPU; app node, stack native.');
  expect(view?.differs).toEqual(['the host', 'the app']);
});

it('lists the arms as the plan does, whichever ran first', () => {
  const view = recordedOf(aPlan({ recorded }), aResult({ segments: [{ ...segment, arm: 'pooled' }, segment] }));
  expect(view?.table.groups[0]?.rows.map(([head]) => head?.text)).toEqual(['direct, 10 users', 'pooled, 10 users']);
});

it('is not there when the plan names none', () => {
  expect(recordedOf(aPlan(), aResult())).toBeNull();
});
