/** What each kind of standing stack can do. */
import type { Asked, HealthyState, StandingState } from '../model/standing.ts';
import type { ProvisionContext } from '../provision/tool.ts';
import type { Place } from './place.ts';
import type { UpSettings } from './settings.ts';

export interface UpRequest {
  readonly asked: Asked;
  /** Claimed: its standing.json says that this `up` is at work. */
  readonly place: Place;
  /** What standing.json says so far. */
  readonly claimed: StandingState;
  readonly settings: UpSettings;
  readonly context: ProvisionContext;
  /** Ends what is under way. */
  readonly interrupted: AbortSignal;
}

/** How a part went: `gone` is one that did not run any more. */
export interface Stopped {
  readonly part: string;
  readonly how: 'stopped' | 'killed' | 'gone';
}

export interface StandingKind {
  /**
   * Starts it and waits until it is healthy, writes .env and then standing.json. It runs by itself from then on.
   * @throws PoolproofError; nothing runs then
   */
  up(request: UpRequest): Promise<HealthyState>;
  /** The parts that do not run any more. */
  dead(state: StandingState): Promise<readonly string[]>;
  /** Stops what runs, and nothing else. */
  down(state: StandingState, place: Place): Promise<readonly Stopped[]>;
  /** The last megabytes of a part's log, by whole lines. */
  log(state: StandingState, place: Place, part: 'postgres' | 'pgbouncer'): AsyncIterable<string>;
  /** The addresses of this machine that lead to PgBouncer, where that is not what PgBouncer itself says. */
  publishedOn?(state: StandingState): Promise<readonly string[]>;
}
