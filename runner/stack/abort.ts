import { PoolproofError } from '../errors.ts';

/** @throws PoolproofError `interrupted` once the signal is aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

/** Rejects with PoolproofError `interrupted` when the signal is aborted; stays pending otherwise. */
export function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(interrupted());
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
  });
}

function interrupted(): PoolproofError {
  return new PoolproofError('interrupted', 'stopped while the stack was starting');
}
