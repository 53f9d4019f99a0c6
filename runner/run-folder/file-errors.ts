/** What the file system refuses, in words that say what mends it. */
import { messageOf, PoolproofError } from '../errors.ts';

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'free some space, or choose a folder on another disk with --out'],
  EDQUOT: ['the disk quota is used up', 'free some space, or choose a folder on another disk with --out'],
  EROFS: ['the file system is read-only', 'choose a folder that can be written with --out'],
  EACCES: ['permission is denied', 'choose a folder that can be written with --out'],
  EPERM: ['permission is denied', 'choose a folder that can be written with --out'],
  ENOTDIR: ['a part of its path is a file', 'choose another folder with --out'],
};

/** The code of a system error (`ENOENT`), or null when it is another kind of error. */
export function systemCodeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The error to throw when a file or folder cannot be written. */
export function cannotWrite(path: string, cause: unknown): PoolproofError {
  const [reason, hint] = reasons[systemCodeOf(cause) ?? ''] ?? [messageOf(cause), 'choose another folder with --out'];
  return new PoolproofError('disk', `cannot write ${path}: ${reason}`, { hint, cause });
}

const readableHint = 'see that the file is there and can be read by this user';

/** The error to throw when a file cannot be read; `hint` says what to do when it is not there. */
export function cannotRead(path: string, cause: unknown, hint = readableHint): PoolproofError {
  const code = systemCodeOf(cause) ?? '';
  if (code === 'ENOENT') return new PoolproofError('run-folder', `there is no ${path}`, { hint, cause });
  const reason = reasons[code]?.[0] ?? messageOf(cause);
  return new PoolproofError('run-folder', `cannot read ${path}: ${reason}`, { hint: readableHint, cause });
}
