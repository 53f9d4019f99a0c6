import { PoolproofError } from '../errors.ts';

/** A file of a run that does not hold what was written. */
export class DamagedError extends PoolproofError {
  constructor(message: string, cause?: unknown) {
    super('run-folder', message, { hint: 'restore the file as the run wrote it, or run the bench again', cause });
  }
}
