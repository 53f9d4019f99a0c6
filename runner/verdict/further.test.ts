import { expect, it } from 'vitest';
import { aPlan, aResult, plannedSegments, someArms } from '../model/testing/factories.ts';
import { armSchema } from '../model/config.ts';
import { judge } from './judge.ts';

const mediansMs: Readonly<Record<string, number>> = { direct: 100, pooled: 120, 'pooled-redis': 60 };

it('estimates a further arm against both of the answer, and leaves the answer as it is', () => {
  const third = armSchema.parse({ name: 'pooled-redis', via: 'pooler' });
  const judged = (arms: readonly string[]) => {
    const plan = aPlan({
      arms: [...someArms, third].filter(({ name }) => arms.includes(name)),
      segments: plannedSegments(6, arms),
    });
    return judge(
      plan,
      aResult({}, ({ arm }) => ({ medianMs: mediansMs[arm] ?? null }), plan),
    );
  };
  const [two, three] = [judged(['direct', 'pooled']), judged(['direct', 'pooled', 'pooled-redis'])];
  expect(two).not.toHaveProperty('further');
  expect(three).toMatchObject({ answer: two.answer, comparisons: two.comparisons });
  const medians = three.further?.filter(({ metric }) => metric === 'median response time');
  expect(medians).toMatchObject([
    { arm: 'pooled-redis', against: 'direct', estimate: 0.6, n: 6 },
    { arm: 'pooled-redis', against: 'pooled', estimate: 0.5, n: 6 },
  ]);
  expect(medians?.[0]).not.toHaveProperty('effect');
});
