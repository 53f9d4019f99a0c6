import { describe, expect, it } from 'vitest';
import { createCleanup } from './cleanup.ts';

describe('createCleanup', () => {
  it('undoes the last first, one after the other, and only once', async () => {
    const cleanup = createCleanup();
    const done: string[] = [];
    cleanup.add('first', () => void done.push('first'));
    cleanup.add('second', async () => {
      await Promise.resolve();
      done.push('second');
    });
    await Promise.all([cleanup.run(), cleanup.run()]);
    await cleanup.run();
    expect(done).toEqual(['second', 'first']);
  });

  it('goes on after a failure and tells all of them', async () => {
    const cleanup = createCleanup();
    const done: string[] = [];
    cleanup.add('first', () => void done.push('first'));
    cleanup.add('second', () => Promise.reject(new Error('no')));
    cleanup.add('third', () => {
      throw new Error('never');
    });
    await expect(cleanup.run()).rejects.toMatchObject({ code: 'stack', message: 'third: never; second: no' });
    expect(done).toEqual(['first']);
  });

  it('refuses what comes too late', async () => {
    const cleanup = createCleanup();
    await cleanup.run();
    expect(() => cleanup.add('late', () => {})).toThrow('late: started while everything was being stopped');
  });
});
