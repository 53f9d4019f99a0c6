/** Exit codes of the command line: the one table. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  inconclusive: 2,
  invalid: 3,
  couldNotRun: 4,
  usage: 5,
  interrupted: 130,
  terminated: 143,
} as const;

/** What kind of trouble it is; each kind has its exit code. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'run-folder'
  | 'disk'
  | 'missing-tool'
  | 'stack'
  | 'k6'
  | 'sampler'
  | 'noise-floor'
  | 'interrupted'
  | 'terminated';

const exitCodeOf: Record<ErrorCode, number> = {
  usage: exitCodes.usage,
  config: exitCodes.usage,
  'run-folder': exitCodes.usage,
  disk: exitCodes.couldNotRun,
  'missing-tool': exitCodes.couldNotRun,
  stack: exitCodes.couldNotRun,
  k6: exitCodes.couldNotRun,
  sampler: exitCodes.couldNotRun,
  'noise-floor': exitCodes.couldNotRun,
  interrupted: exitCodes.interrupted,
  terminated: exitCodes.terminated,
};

interface Details {
  /** The command or edit that mends it, in words a user can follow. */
  readonly hint?: string;
  /** The last lines of the log of the process that failed. */
  readonly logTail?: string;
  readonly cause?: unknown;
}

/** An error that a user can cause or meet: says what is wrong, where, and what mends it. */
export class PoolproofError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly logTail: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = 'PoolproofError';
    this.code = code;
    this.hint = details.hint;
    this.logTail = details.logTail;
  }

  get exitCode(): number {
    return exitCodeOf[this.code];
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
