import { describe, expect, it } from 'vitest';
import { readKitSample } from './kit-sample.ts';
import { aPoint } from './testing/points.ts';

const read = (change: Parameters<typeof aPoint>[0]) => readKitSample(JSON.stringify(aPoint(change)));

describe('readKitSample', () => {
  it('reads an attempt', () => {
    expect(read({ tags: { outcome: 'failed', cause: 'pg-53300' }, value: 1.5 })).toEqual({
      kind: 'attempt',
      second: 1_763_870_001,
      attempt: {
        key: {
          second: 1_763_870_000,
          userClass: 'browsing',
          name: 'GET /dashboard/',
          outcome: 'failed',
          cause: 'pg-53300',
        },
        us: 1.5,
        bytes: 6144,
      },
    });
  });

  it.each([
    ['2025-11-23T03:53:20Z', 0],
    ['2025-11-23T03:53:20.999999999Z', 0],
    ['2025-11-23T03:53:21.000000001Z', 1],
    ['2025-11-23T09:23:20.5+05:30', 0],
    ['2025-11-22T23:53:20.5-04:00', 0],
  ])('takes the second of %s, whatever the zone', (time, offsetS) => {
    expect(read({ metric: 'poolproof_active', time })?.second).toBe(1_763_870_000 + offsetS);
  });

  it.each([
    '{"type":"Metric","data":{"name":"poolproof_attempt","type":"trend"},"metric":"poolproof_attempt"}',
    '{"metric":"http_reqs","type":"Point","data":{"time":"no time","value":1,"tags":{}}}',
    '{"metric":"poolproof_other","type":"Point","data":{"time":"2025-11-23T03:53:20Z","value":1,"tags":{}}}',
    '',
  ])('passes over %s', (line) => {
    expect(readKitSample(line)).toBeNull();
  });

  it('takes the second from a sample of k6 itself', () => {
    const line = '{"metric":"vus","type":"Point","data":{"time":"2025-11-23T03:53:20.1Z","value":7,"tags":{}}}';
    expect(readKitSample(line)).toEqual({ kind: 'tick', second: 1_763_870_000 });
  });

  it.each([
    ['unknown outcome "lost"', { tags: { outcome: 'lost' } }],
    ['a failed attempt has a cause', { tags: { outcome: 'failed' } }],
    ['others have none', { tags: { cause: 'timeout' } }],
    ['neither may be empty', { tags: { user_class: '' } }],
    ['neither may be empty', { tags: { task: '' } }],
    ['metadata second: none', { metadata: { second: undefined } }],
    ['metadata second: 1763870000.5', { metadata: { second: '1763870000.5' } }],
    ['metadata bytes: none', { metadata: { bytes: undefined } }],
    ['-1 bytes', { metadata: { bytes: '-1' } }],
    ['time yesterday', { time: 'yesterday' }],
  ])('refuses an attempt: %s', (why, change) => {
    expect(() => read(change)).toThrow(/^k6 reported a sample of poolproof_attempt with /);
    expect(() => read(change)).toThrow(why);
  });

  it.each(['"poolproof_', '{"metric":"poolproof_attempt","type":"Point"}'])(
    'refuses a line that is none: %s',
    (line) => {
      expect(() => readKitSample(line)).toThrow(`k6 wrote a line that is no sample: ${line}`);
    },
  );
});
