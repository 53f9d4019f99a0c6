/**
 * Did the arm really run the way it says? From counters and logs, since samples miss clients that come and go between
 * them.
 */
import { formatCount } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';
import { listed } from './words.ts';

/**
 * The reading counts contradictions. `via: pooler`: transactions that the pooler is short of,
 * given the ok attempts that use the database (all but the log-in form), and backends of the app's role that it did not
 * open. `via: postgres`: transactions through the pooler, and backends that it opened.
 */
export function readToggleProof(plan: Plan, { arm, facts, load }: SegmentEvidence): GateReading {
  const { poolerTransactions: transactions, serverLogins, serverLoginsNotPooler: notPooler } = facts;
  if (transactions === null || serverLogins === null || notPooler === null)
    return gateReading(
      plan,
      'toggle-proof',
      null,
      'The counters that prove the way of the connections could not be read.',
    );
  const [moved, opened] = [formatCount(transactions), formatCount(serverLogins)];
  if (arm.via === 'pooler') {
    const used = okAttempts(plan, load);
    const reading = Math.max(0, used - transactions) + notPooler;
    const note = `${moved} transactions through the pooler for ${formatCount(used)} ok attempts; of ${opened} backends ${formatCount(notPooler)} not opened by the pooler.`;
    return gateReading(plan, 'toggle-proof', reading, note);
  }
  const byPooler = serverLogins - notPooler;
  const note = `${moved} transactions through the pooler, which stood idle; of ${opened} backends ${formatCount(byPooler)} opened by it.`;
  return gateReading(plan, 'toggle-proof', transactions + byPooler, note);
}

function okAttempts(plan: Plan, load: SegmentEvidence['load']): number {
  return load.reduce((sum, line) => {
    const counts = line.type === 'attempts' && line.outcome === 'ok' && line.name !== plan.loginNames.form;
    return counts ? sum + line.count : sum;
  }, 0);
}

/** Whether the pooler runs with the settings that were planned for the arm: the reading counts those that differ. */
export function readReadBack(plan: Plan, { arm, facts }: SegmentEvidence): GateReading {
  const read = facts.poolerReadBack;
  if (read === null) return gateReading(plan, 'read-back', null, 'The pooler’s console did not give its settings.');
  const planned = { ...plan.pooler, ...arm.pooler };
  const pairs = [
    ['pool_mode', planned.poolMode, read.poolMode],
    ['default_pool_size', planned.defaultPoolSize, read.defaultPoolSize],
    ['max_client_conn', planned.maxClientConn, read.maxClientConn],
    ['query_wait_timeout', planned.queryWaitTimeoutS, read.queryWaitTimeoutS],
  ] as const;
  const different = pairs.filter(([, wanted, found]) => wanted !== found);
  const differences = different.map(([name, wanted, found]) => `${name} is ${found} instead of ${wanted}`);
  const note =
    different.length === 0
      ? `The pooler runs as planned: ${pairs.map(([name, wanted]) => `${name} ${wanted}`).join(', ')}.`
      : `The pooler does not run as planned: ${listed(differences)}.`;
  return gateReading(plan, 'read-back', different.length, note);
}
