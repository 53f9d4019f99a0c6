/** The two clocks of a host, in milliseconds: the one that can be set, and the one that cannot. */
export interface Clocks {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

export const hostClocks: Clocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** How far the host's clock was set since the watch began. */
export interface ClockStep {
  /** Compares the clocks now. */
  look(): void;
  /** The farthest that it was off at any look, in seconds; forward above 0. */
  farthestS(): number;
}

/**
 * Begins to watch. The farthest counts, not the last: a clock that is set forward and back again has spoilt the seconds in
 * between.
 */
export function watchClockStep({ wallMs, monotonicMs }: Clocks = hostClocks): ClockStep {
  const fromMs = wallMs() - monotonicMs();
  let farthestMs = 0;
  return {
    look() {
      const offMs = wallMs() - monotonicMs() - fromMs;
      if (Math.abs(offMs) > Math.abs(farthestMs)) farthestMs = offMs;
    },
    farthestS: () => farthestMs / 1000,
  };
}
