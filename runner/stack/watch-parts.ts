import type { PoolproofError } from '../errors.ts';
import type { Supervised } from './supervise.ts';

/** The parts of a stack that is starting. */
export interface WatchedParts {
  /** Aborted when the user stops us or a watched part dies. */
  readonly signal: AbortSignal;
  watch(part: Pick<Supervised, 'died'>): void;
  /** Who died first; null when nobody did, or when it was the user who stopped us. */
  dead(): PoolproofError | null;
}

/**
 * A part that dies while a later one starts ends that start: it would wait in vain for what it relies on, and its own error
 * would hide the reason.
 */
export function watchParts(interrupted: AbortSignal): WatchedParts {
  const death = new AbortController();
  let first: PoolproofError | null = null;
  const abortOn = async (died: Promise<PoolproofError>): Promise<void> => {
    const error = await died;
    first ??= error;
    death.abort();
  };
  return {
    signal: AbortSignal.any([interrupted, death.signal]),
    watch: ({ died }) => void abortOn(died),
    dead: () => (interrupted.aborted ? null : first),
  };
}
