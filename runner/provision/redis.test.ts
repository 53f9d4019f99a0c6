import { expect, it } from 'vitest';
import { provide } from './provide.ts';
import { redis } from './redis.ts';

it('says what was looked at and what mends it where there is none', async () => {
  const context = { env: { PATH: '' }, cacheDir: '/none', packageRoot: '/none', serviceUser: null, log: () => {} };
  await expect(provide(redis, context)).rejects.toMatchObject({
    code: 'missing-tool',
    message: 'no redis-server: none on PATH or in /usr/sbin; none in the cache; no apt-get to download it with',
    hint: expect.stringContaining('apt-get install redis-server'),
  });
});
