/** What happens at the whole seconds of the host's clock. */
export interface TickerEvents {
  /** It is `tick` now, give or take the timer's lateness. */
  tick(tick: number): void;
  /** The second `tick` went by unseen. */
  skipped(tick: number, reason: string): void;
  /** The clock was set: by `byS` seconds, found out at `tick` of the new time. */
  stepped(tick: number, byS: number): void;
}

/** More than a clock is slewed within a second, less than anything that would shift a sample into another one. */
const stepLimitMs = 500;
/** Node's timers may fire a little before they are due. */
const earlyMs = 20;

/** Calls back at each whole second until it is stopped; the first one is the next second. Returns how to stop it. */
export function startTicker(events: TickerEvents): () => void {
  let timer: NodeJS.Timeout;
  let wallMs = Date.now();
  let monotonicMs = performance.now();
  let last = Math.floor(wallMs / 1000);
  const fire = (): void => {
    const nowMs = Date.now();
    const elapsedMs = performance.now() - monotonicMs;
    const steppedMs = nowMs - wallMs - elapsedMs;
    wallMs = nowMs;
    monotonicMs += elapsedMs;
    const tick = Math.floor((nowMs + earlyMs) / 1000);
    if (Math.abs(steppedMs) > stepLimitMs) {
      last = tick;
      events.stepped(tick, steppedMs / 1000);
    } else {
      const reason = `the sampler was held up for ${((elapsedMs - 1000) / 1000).toFixed(1)} s`;
      for (let gone = last + 1; gone < tick; gone += 1) events.skipped(gone, reason);
      if (tick > last) events.tick(tick);
      last = Math.max(last, tick);
    }
    timer = setTimeout(fire, untilNextSecondMs(tick));
  };
  timer = setTimeout(fire, untilNextSecondMs(last));
  return () => clearTimeout(timer);
}

function untilNextSecondMs(tick: number): number {
  return Math.max(1, (tick + 1) * 1000 - Date.now());
}
