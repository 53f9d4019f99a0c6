import { expect, it } from 'vitest';
import { postgresArguments } from './postgres-settings.ts';

it("adds the sampler's connection to the app's slots", () => {
  const args = postgresArguments('/data', { port: 5432, maxConnections: 100 });
  expect(args.slice(0, 2)).toEqual(['-D', '/data']);
  expect(args).toEqual(
    expect.arrayContaining(['max_connections=101', 'superuser_reserved_connections=3', 'port=5432']),
  );
  expect(args.filter((word) => /^(fsync|synchronous_commit|full_page_writes)=/.test(word))).toEqual([]);
});

it('lets the loading settings win', () => {
  const args = postgresArguments('/data', { port: 1, maxConnections: 10, more: { timezone: 'Asia/Jakarta' } });
  expect(args).toContain('timezone=Asia/Jakarta');
  expect(args).not.toContain('timezone=UTC');
});
