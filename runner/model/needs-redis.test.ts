import { expect, it } from 'vitest';
import { needsRedis } from './needs-redis.ts';

it('is what one arm asks for by using its address', () => {
  expect(needsRedis([{ env: {} }, { env: { PGBOUNCER_PORT: '{poolerPort}', REDIS_URL: '' } }])).toBe(false);
  expect(needsRedis([{ env: {} }, { env: { CACHE: '{redisUrl}/1' } }])).toBe(true);
});
