import { describe, expect, it } from 'vitest';
import { anEndpoint, anOpenModel, aPlan, aResult } from '../model/testing/factories.ts';
import { type ClosedRun, openModelFrom, rateText } from './open-model.ts';

const wanted = { bench: '10-users', users: 10, appName: 'node', arms: [{ name: 'direct' }, { name: 'pooled' }] };

function closed(goodputs: Record<string, number | null>, overrides: Partial<ClosedRun> = {}): ClosedRun {
  const result = aResult({}, ({ arm }) => ({ goodputPerS: goodputs[arm] ?? null }));
  return { name: 'run', plan: aPlan(), result, ...overrides };
}

/** Direct’s first segments broke off; the others are as told. */
const mixed = (status: 'ok' | 'invalid') =>
  aResult({}, ({ index, arm }) => ({
    status: arm === 'pooled' || index > 2 ? status : ('partial' as const),
    goodputPerS: index > 2 ? 5 : 1,
  }));

describe('the rate of an open run', () => {
  it('is 80 % of the smaller goodput', () => {
    const model = openModelFrom(closed({ direct: 5, pooled: 4.2 }), wanted);
    expect(model).toMatchObject({ ratePerS: 3.36, share: 0.8, closedRun: 'run' });
    expect(model.closedGoodputPerS).toEqual({ direct: 5, pooled: 4.2 });
    expect(rateText(model)).toBe('3.36/s, 80.0 % of what pooled, the slower arm, served in run (4.20/s)');
  });

  it('is that of segments that count, and of voided ones only where an arm has no other', () => {
    expect(openModelFrom(closed({}, { result: mixed('ok') }), wanted).closedGoodputPerS['direct']).toBe(5);
    expect(openModelFrom(closed({}, { result: mixed('invalid') }), wanted).closedGoodputPerS['direct']).toBe(5);
  });

  it('comes with the mix of classes that the closed run had, log-ins left out', () => {
    // Ten tasks of browsing and five of api in each segment's steady; api’s class thinks less than it is large.
    expect(openModelFrom(closed({ direct: 5, pooled: 5 }), wanted).classWeights).toEqual([0.666667, 0.333333]);
    const logins = [anEndpoint({ name: 'POST /accounts/login/' })];
    const result = aResult({}, () => ({ endpoints: logins }));
    expect(openModelFrom(closed({}, { result }), wanted).classWeights).toEqual([6, 3]);
  });

  it.each([
    ['of another bench', { plan: aPlan({ bench: 'other', users: 9 }) }, 'it is of other, not 10-users; it had 9 users'],
    ['of another app', { plan: aPlan({ app: 'django' }) }, 'it ran the app django, not node'],
    ['open itself', { plan: aPlan({ open: anOpenModel() }) }, 'it is an open run itself'],
    ['short of an arm', { result: aResult({ arms: ['direct'] }) }, 'it had no arm pooled'],
  ])('is refused when the closed run is %s', (_, overrides, message) => {
    expect(() => openModelFrom(closed({ direct: 5, pooled: 5 }, overrides), wanted)).toThrow(message);
  });

  it.each([[{ direct: 5, pooled: 0 }], [{ direct: 5, pooled: null }]])(
    'is refused when an arm served nothing: %j',
    (goodputs) => {
      expect(() => openModelFrom(closed(goodputs), wanted)).toThrow('pooled served nothing in run');
    },
  );
});
