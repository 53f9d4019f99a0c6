import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import type { Supervised } from './supervise.ts';
import { untilReady } from './until-ready.ts';

const forever = new Promise<never>(() => undefined);
const process: Supervised = {
  name: 'app',
  pid: 0,
  logPath: '/dev/null',
  died: forever,
  stop: () => Promise.resolve('stopped'),
};
const { signal } = new AbortController();
const refuse = () => Promise.reject(new PoolproofError('stack', 'it refuses us: no such user'));

describe('untilReady', () => {
  it('says what was answered last, when the deadline cuts the next probe short', async () => {
    const answers: Promise<string>[] = [Promise.resolve('GET /ready answered 503')];
    const probe = () => answers.shift() ?? forever;
    await expect(untilReady({ process, withinMs: 200, probe, signal })).rejects.toThrow(
      'app was not ready within 0.2 s: GET /ready answered 503, and then no answer',
    );
  });

  it('does not wait longer than its deadline for a probe that says nothing', async () => {
    await expect(untilReady({ process, withinMs: 50, probe: () => forever, signal })).rejects.toThrow(
      'app was not ready within 0.05 s: it does not answer',
    );
  });

  it('names the port when another program answers on it and the process ends for it', async () => {
    const logTail = 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use';
    const died = sleep(50, new PoolproofError('stack', 'postgres exited with code 1', { logTail }));
    const postgres: Supervised = { ...process, name: 'postgres', died };
    await expect(untilReady({ process: postgres, withinMs: 60_000, probe: refuse, signal })).rejects.toMatchObject({
      message: 'postgres exited with code 1 before it was ready',
      hint: 'another program took the port of postgres at that moment: try again',
      logTail,
    });
  });

  it('gives up at once for an answer that no waiting will change', async () => {
    await expect(untilReady({ process, withinMs: 60_000, probe: refuse, signal })).rejects.toThrow('no such user');
  });

  it('ends at once when it is stopped while a probe says nothing', async () => {
    const stopping = new AbortController();
    const waiting = untilReady({ process, withinMs: 60_000, probe: () => forever, signal: stopping.signal });
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
  });
});
