import type { Arrivals } from './arrivals.ts';

/** What the runner tells the scenario, as JSON in the one environment variable POOLPROOF_LOAD. */
export interface LoadSettings {
  /** Origin of the app, without a trailing slash. */
  readonly baseUrl: string;
  readonly users: number;
  readonly rampUsersPerS: number;
  /** From the first user's start to the end of steady, in seconds. */
  readonly durationS: number;
  /** How much longer than the end a request may take before it is censored, in seconds. */
  readonly graceS: number;
  /** A request that takes longer failed with cause `timeout`, in seconds. */
  readonly requestTimeoutS: number;
  /** The block's seed: the same for all its arms. */
  readonly seed: number;
  /** Tasks that are due whoever is busy; null for a closed loop, in which users ask, wait and think. */
  readonly arrivals: Arrivals | null;
}

export const loadSettingsVariable = 'POOLPROOF_LOAD';

/**
 * k6 primes the app in setup() and then says, in its log, when the load starts: the first whole second that every user
 * can meet. The runner reads it from there, so that windows are known to the second.
 */
export const loadStartsPrefix = 'poolproof load starts at ';
