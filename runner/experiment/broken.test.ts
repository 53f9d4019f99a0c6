import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { whenBroken } from './broken.ts';

const nobody = new Promise<never>(() => undefined);

describe('whenBroken', () => {
  it('rejects with what the user said, or with who died', async () => {
    const user = new AbortController();
    const { broken } = whenBroken(user.signal, nobody);
    user.abort(new PoolproofError('terminated', 'stopped by SIGTERM'));
    await expect(broken).rejects.toMatchObject({ code: 'terminated' });
    await expect(whenBroken(user.signal, nobody).broken).rejects.toMatchObject({ code: 'terminated' });
    const died = Promise.resolve(new PoolproofError('stack', 'app was ended by SIGKILL'));
    await expect(whenBroken(new AbortController().signal, died).broken).rejects.toThrow('SIGKILL');
  });

  it('leaves nothing on the signal, which all segments of all runs share', () => {
    const { signal } = new AbortController();
    const segments = Array.from({ length: 5 }, () => whenBroken(signal, nobody));
    expect(getEventListeners(signal, 'abort')).toHaveLength(5);
    for (const { forget } of segments) forget();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
