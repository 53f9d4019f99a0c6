import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../plan.ts';
import { resultSchema, resultSegmentSchema } from '../result.ts';
import { segmentSchema } from '../segment.ts';
import { verdictSchema } from '../verdict.ts';
import { aPlan, aResult, aResultSegment, aSegment, aVerdict } from './factories.ts';

const okOf = (counted: readonly { readonly ok: number }[]) => counted.reduce((sum, { ok }) => sum + ok, 0);

describe('factories', () => {
  it.each([
    ['aPlan', planSchema, aPlan()],
    ['aSegment direct', segmentSchema, aSegment()],
    ['aSegment pooled', segmentSchema, aSegment({ index: 2, arm: 'pooled' })],
    ['aResultSegment', resultSegmentSchema, aResultSegment()],
    ['aResult', resultSchema, aResult()],
    ['aVerdict', verdictSchema, aVerdict()],
  ])('%s is valid', (_, schema, made) => {
    expect(schema.parse(made)).toEqual(made);
  });

  it('adds up: endpoints, seconds and histograms give the totals of the segment', () => {
    const segment = aResultSegment();
    expect(okOf(segment.endpoints)).toBe(segment.attempts);
    expect(okOf(segment.seconds)).toBe(segment.attempts);
    expect(okOf(segment.endpoints.map(({ steady }) => steady))).toBe(
      (segment.goodputPerS ?? Number.NaN) * segment.steadyS,
    );
    for (const what of ['sumMs', 'bytes'] as const) {
      const totals = [segment.seconds, segment.endpoints].map((some) =>
        some.reduce((sum, each) => sum + each[what], 0),
      );
      expect(totals[0], what).toBe(totals[1]);
    }
    for (const { hdr, ok } of [...segment.endpoints, ...segment.seconds]) {
      expect(decodeFromCompressedBase64(hdr ?? '').totalCount).toBe(ok);
    }
  });

  it('changes what a test asks for, in the segments it asks for', () => {
    const result = aResult({}, ({ block, arm }) => (block === 2 && arm === 'pooled' ? { failures: 3 } : {}));
    expect(result.segments.filter(({ failures }) => failures > 0).map(({ index }) => index)).toEqual([3]);
  });
});
