import { expect, it } from 'vitest';
import { k6Argv, k6Environment } from './k6-argv.ts';

const settings = {
  baseUrl: 'http://127.0.0.1:8000',
  users: 50,
  rampUsersPerS: 10,
  durationS: 60,
  graceS: 3,
  requestTimeoutS: 60,
  seed: 1,
  arrivals: null,
};

it('calls k6 with our output and nothing that keeps or sends what it measures', () => {
  expect(k6Argv({ kind: 'poolproof', script: '/run/replay.js', load: '/run/load.ndjson' })).toEqual([
    'run',
    '--out=poolproof=/run/load.ndjson',
    '--summary-mode=disabled',
    '--no-thresholds',
    '--no-usage-report',
    '--address=',
    '--system-tags=',
    '--log-format=json',
    '--quiet',
    '--no-color',
    '/run/replay.js',
  ]);
});

it('has a stock one hand over its samples instead, and is the same otherwise', () => {
  const call = { script: '/run/replay.js', load: '/run/load.ndjson' };
  const ours = k6Argv({ kind: 'poolproof', ...call });
  const expected = ours.map((flag) => (flag.startsWith('--out=') ? '--out=json=-' : flag));
  expect(k6Argv({ kind: 'stock', ...call })).toEqual(expected);
});

it('passes on PATH and nothing else', () => {
  const env = { PATH: '/bin', HOME: '/root', K6_VUS: '1', HTTP_PROXY: 'http://proxy', NODE_OPTIONS: '--x' };
  expect(k6Environment(env, '/run', settings)).toEqual({
    PATH: '/bin',
    HOME: '/run',
    POOLPROOF_LOAD: JSON.stringify(settings),
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    K6_NO_USAGE_REPORT: 'true',
    GOGC: '400',
    GOMEMLIMIT: '1GiB',
  });
});
