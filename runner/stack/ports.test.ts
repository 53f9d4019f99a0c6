import { expect, it } from 'vitest';
import { holdPort } from './ports.ts';

it('holds a port until it lets go, below those that outgoing connections get', async () => {
  const held = await holdPort();
  expect(held.port).toBeGreaterThanOrEqual(20_000);
  expect(held.port).toBeLessThan(30_000);
  await expect(holdPort(held.port)).rejects.toMatchObject({
    code: 'stack',
    message: expect.stringContaining(`port ${held.port} is not free`),
  });
  await held.release();
  await held.release();
  const again = await holdPort(held.port);
  await again.release();
});
