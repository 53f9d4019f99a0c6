import { PoolproofError } from '../errors.ts';

/** @throws PoolproofError `interrupted` once the signal is aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

/** What the work gives, or PoolproofError `interrupted` as soon as the signal is aborted. Leaves no listener behind. */
export async function orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(interrupted());
    signal.addEventListener('abort', () => reject(interrupted()), { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    over.abort();
  }
}

function interrupted(): PoolproofError {
  return new PoolproofError('interrupted', 'stopped while the stack was starting');
}
