/** What a stack tells of itself: where its parts listen, which processes they are, where they log. */
import type { PoolproofError } from '../errors.ts';
import type { ProcessRole } from './sample-line.ts';
import type { AppTool } from './standing.ts';

/** Where and as whom to connect. Passwords stay in memory: this is never written to a file. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** A running process group's leader; what it started counts with it. */
export interface StackProcess {
  readonly role: ProcessRole;
  readonly pid: number;
}

/** One arm's stack, up and ready. */
export interface RunningStack {
  /** Origin of the app: http://127.0.0.1:PORT. */
  readonly baseUrl: string;
  /** Postgres as superuser, in the app's database. */
  readonly postgres: DatabaseAddress;
  /** PgBouncer's admin console (database `pgbouncer`). */
  readonly poolerConsole: DatabaseAddress;
  readonly processes: readonly StackProcess[];
  /** What tells whether the app's migrations are applied, ready to run. */
  readonly migrationsCheck?: AppTool;
  /** Resolves, never rejects, with who died and its log's tail when a process of the stack exits unasked. */
  readonly died: Promise<PoolproofError>;
  /** Stops everything, last started first. Safe to call twice. Rejects with what could not be stopped. */
  stop(): Promise<void>;
}
