import { describe, expect, it } from 'vitest';
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

  it('ends at once when it is stopped while a probe says nothing', async () => {
    const stopping = new AbortController();
    const waiting = untilReady({ process, withinMs: 60_000, probe: () => forever, signal: stopping.signal });
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
  });
});
