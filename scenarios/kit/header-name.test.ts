import { expect, it } from 'vitest';
import { canonicalHeader } from './header-name.ts';

it.each([
  ['location', 'Location'],
  ['X-POOLPROOF-CAUSE', 'X-Poolproof-Cause'],
  ['set-cookie', 'Set-Cookie'],
  ['ETag', 'Etag'],
])('writes %s as Go does: %s', (name, canonical) => {
  expect(canonicalHeader(name)).toBe(canonical);
  expect(canonicalHeader(name)).toBe(canonical);
});
