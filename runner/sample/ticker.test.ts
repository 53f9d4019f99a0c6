import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTicker } from './ticker.ts';

const startMs = Date.UTC(2026, 0, 1) + 250;
const first = startMs / 1000 - 0.25 + 1;

let events: string[];
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers({ now: startMs, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  events = [];
  stop = startTicker({
    tick: (tick) => events.push(`tick ${tick - first}`),
    skipped: (tick, reason) => events.push(`skipped ${tick - first}: ${reason}`),
    stepped: (tick, byS) => events.push(`stepped ${tick - first}: ${byS}`),
  });
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Lets time pass on both clocks while no timer is served, as when the process is stopped. */
function holdUp(ms: number): void {
  const unheldMs = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => unheldMs() + ms);
  vi.setSystemTime(Date.now() + ms);
}

describe('startTicker', () => {
  it('ticks at each whole second of the clock, the first time at the next one', () => {
    vi.advanceTimersByTime(749);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(events).toEqual(['tick 0']);
    vi.advanceTimersByTime(3000);
    expect(events).toEqual(['tick 0', 'tick 1', 'tick 2', 'tick 3']);
  });

  it('is silent once stopped', () => {
    vi.advanceTimersByTime(1000);
    stop();
    vi.advanceTimersByTime(5000);
    expect(events).toEqual(['tick 0']);
  });

  it('names the seconds that went by while the process was held up, then goes on', () => {
    vi.advanceTimersByTime(1750);
    holdUp(2600);
    vi.advanceTimersByTime(1000);
    expect(events.slice(0, 2)).toEqual(['tick 0', 'tick 1']);
    expect(events.slice(2)).toEqual([
      'skipped 2: the sampler was held up for 2.6 s',
      'skipped 3: the sampler was held up for 2.6 s',
      'tick 4',
    ]);
  });

  it.each([3600, -3600, 0.75, -2])('says by how much the clock was set (%d s) and goes on by the new time', (byS) => {
    vi.advanceTimersByTime(1750);
    vi.setSystemTime(Date.now() + byS * 1000);
    vi.advanceTimersByTime(3000);
    const [, , stepped = '', ...later] = events;
    const at = Number(/^stepped (-?\d+): /.exec(stepped)?.[1]);
    expect(Number(stepped.split(': ')[1])).toBeCloseTo(byS, 3);
    expect(later.slice(0, 2)).toEqual([`tick ${at + 1}`, `tick ${at + 2}`]);
  });

  it('does not mind a clock that is slewed', () => {
    for (let second = 0; second < 5; second += 1) {
      vi.advanceTimersByTime(1000);
      vi.setSystemTime(Date.now() - 10);
    }
    vi.advanceTimersByTime(1000);
    expect(events).toEqual(['tick 0', 'tick 1', 'tick 2', 'tick 3', 'tick 4', 'tick 5']);
  });
});
