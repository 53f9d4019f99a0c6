/** The PgBouncer that runs take, started with one line more than its configuration has. For end-to-end tests. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runCli } from './cli.ts';

export interface WrappedPgbouncer {
  /** For POOLPROOF_PGBOUNCER. */
  readonly file: string;
  remove(): Promise<void>;
}

/** @param line of its configuration, which stands last and so counts */
export async function wrappedPgbouncer(line: string): Promise<WrappedPgbouncer> {
  const { stdout, stderr } = await runCli(['doctor']);
  const [, real = ''] = /^pgbouncer +found +[\d.]+, (\S+)/m.exec(stdout + stderr) ?? [];
  const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-pgbouncer-'));
  // As root the servers' own user must be able to pass through.
  await chmod(dir, 0o755);
  const file = path.join(dir, 'pgbouncer');
  // One that was unpacked into the cache has its libraries beside it.
  const libraries = `LD_LIBRARY_PATH=$(echo '${real.replace(/\/s?bin\/pgbouncer$/, '')}'/lib/*-linux-gnu)`;
  const script = `#!/bin/sh\nexport "${libraries}"\ncase "$1" in -*) ;; *) echo '${line}' >>"$1" ;; esac\nexec '${real}' "$@"\n`;
  await writeFile(file, script, { mode: 0o755 });
  return { file, remove: () => rm(dir, { recursive: true }) };
}
