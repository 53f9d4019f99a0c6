/** PgBouncer: named by the user, installed, kept in the cache, or unpacked there from Debian's or Ubuntu's packages. */
import path from 'node:path';
import { PoolproofError } from '../errors.ts';
import { aptSources } from './apt-tool.ts';
import type { Finding, ProvisionContext, ToolSpec } from './tool.ts';

const sources = aptSources({
  name: 'pgbouncer',
  title: 'PgBouncer',
  packages: ['pgbouncer'],
  program: 'usr/sbin/pgbouncer',
  // The oldest whose console and messages are read right.
  leastVersion: '1.17',
});

export const pgbouncer: ToolSpec = {
  name: 'pgbouncer',
  sources: [named, sources.installed, sources.cached, sources.fromApt],
  hint: 'sudo apt-get install pgbouncer, or brew install pgbouncer, or set POOLPROOF_PGBOUNCER to its program',
};

async function named(context: ProvisionContext): Promise<Finding> {
  const file = context.env['POOLPROOF_PGBOUNCER'];
  if (file === undefined || file === '') return { state: 'absent', why: 'POOLPROOF_PGBOUNCER is not set' };
  const finding = await sources.usable(path.resolve(file), 'POOLPROOF_PGBOUNCER', context);
  if (finding.state !== 'absent') return finding;
  throw new PoolproofError('missing-tool', `POOLPROOF_PGBOUNCER: ${finding.why}`, {
    hint: 'correct POOLPROOF_PGBOUNCER, or unset it',
  });
}
