/** How it was measured: what was run, where, in which order and with which settings. */
import {
  counted,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
} from '../../runner/model/format.ts';
import type { Looks } from '../../runner/model/looks.ts';
import type { OpenModel } from '../../runner/model/open-model.ts';
import type { Plan, Tool } from '../../runner/model/plan.ts';
import { windowsOf } from '../../runner/model/profile.ts';
import { levelText } from '../../runner/model/significance.ts';
import { text } from './cells.ts';
import type { Round } from './segments.ts';
import type { Fact, FactGroup, Table } from './types.ts';

const fact = (label: string, value: string): Fact => ({ label, value });

function toolFact([name, { version, source, sha256 }]: [string, Tool]): Fact {
  return fact(name, `${version}, ${source}${sha256 === null ? '' : `, sha256 ${sha256}`}`);
}

function armFact(arm: Plan['arms'][number]): Fact {
  const env = Object.entries(arm.env).map(([name, value]) => `${name}=${value}`);
  const pooler = Object.entries(arm.pooler ?? {}).map(([name, value]) => `${name} ${value}`);
  const more = [
    ...(arm.app === undefined ? [] : [`app in ${arm.app.cwd}`]),
    ...(arm.database === undefined ? [] : [`after the restore: ${arm.database.after}`]),
  ];
  return fact(arm.name, [`via ${arm.via}`, ...env, ...pooler, ...more].join(', '));
}

function closedFacts({ userClasses }: Plan): Fact[] {
  return [
    fact('Users', userClasses.map(({ name, users }) => `${formatCount(users)} ${name}`).join(', ')),
    fact('Think time', userClasses.map(({ name, thinkS }) => `${name} ${thinkS[0]} to ${thinkS[1]} s`).join(', ')),
  ];
}

function openFacts({ userClasses, users }: Plan, open: OpenModel): Fact[] {
  const total = open.classWeights.reduce((sum, weight) => sum + weight, 0);
  const mix = userClasses.map(({ name }, at) => `${formatPercent((open.classWeights[at] ?? 0) / total)} ${name}`);
  const made = Object.entries(open.closedGoodputPerS).map(([arm, goodput]) => `${arm} ${formatRate(goodput)}`);
  return [
    fact('Model', 'open: tasks are due at a constant rate, whoever is still busy; times run from when they were due'),
    fact('Arrivals', `${formatRate(open.ratePerS)} once the ramp is over: ${mix.join(', ')}`),
    fact(
      'Rate taken from',
      `${open.closedRun}: ${formatPercent(open.share)} of the smaller goodput (${made.join(', ')})`,
    ),
    fact('Sessions', `${formatCount(users)}, as many as the closed run had users`),
  ];
}

function looksFact({ blocks: [first, last], level }: Looks): Fact {
  return fact(
    'Looks',
    `after ${first} and after ${last} blocks, each test at one-sided ${levelText(level)}; planned before the first block`,
  );
}

function loadFacts(plan: Plan): Fact[] {
  const { rampS, steadyFromS, endS } = windowsOf(plan.profile, plan.users);
  const steady = `steady from ${steadyFromS} s to ${endS} s`;
  return [
    ...(plan.open === null ? closedFacts(plan) : openFacts(plan, plan.open)),
    fact('Tasks', plan.userClasses.map(({ name, tasks }) => `${tasks.length} ${name}`).join(', ')),
    fact('Profile', `${plan.profile.name}: ${counted(new Set(plan.segments.map(({ block }) => block)).size, 'block')}`),
    ...(plan.looks === null ? [] : [looksFact(plan.looks)]),
    fact('Windows', `ramp to ${rampS} s at ${plan.profile.rampUsersPerS} users/s, ${steady} after the load started`),
    fact('Request timeout', formatDuration(plan.requestTimeoutS)),
    fact('Seed', String(plan.seed)),
  ];
}

function stackFacts({ app, stack, pooler, database }: Plan): Fact[] {
  return [
    fact('App', app),
    fact('Stack', stack),
    fact(
      'PgBouncer',
      `${pooler.poolMode} pooling, default_pool_size ${pooler.defaultPoolSize}, max_client_conn ${pooler.maxClientConn}, query_wait_timeout ${pooler.queryWaitTimeoutS} s; up in every arm`,
    ),
    fact(
      'Postgres',
      `max_connections ${database.maxConnections} (and the sampler’s own on top), statement_timeout ${database.statementTimeoutMs} ms, database ${database.name}, role ${database.role}`,
    ),
  ];
}

export function methodOf(plan: Plan): FactGroup[] {
  const { host } = plan;
  return [
    { title: 'Load', facts: loadFacts(plan) },
    { title: 'Stack', facts: stackFacts(plan) },
    { title: 'Arms', facts: plan.arms.map(armFact) },
    {
      title: 'Versions',
      facts: Object.entries(plan.tools)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(toolFact),
    },
    {
      title: 'Host',
      facts: [
        fact('System', `${host.os}, kernel ${host.kernel}`),
        fact('Processors', `${formatCount(host.processors)} × ${host.cpuModel}`),
        fact('Memory', formatBytes(host.memoryBytes)),
        fact('Node', host.node),
      ],
    },
  ];
}

/** The segments in the order run. */
export function orderTable(rounds: readonly Round[]): Table {
  return {
    id: 'order',
    title: 'Segments in the order run',
    note: null,
    columns: [
      { label: 'Segment', kind: 'text' },
      { label: 'Block', kind: 'text' },
      { label: 'Arm', kind: 'text' },
      { label: 'Status', kind: 'text' },
      { label: 'Why', kind: 'text' },
    ],
    groups: [
      {
        title: null,
        rows: rounds.flatMap(({ segments }) =>
          segments.map(({ index, block, arm, status, reason }) => [
            text(String(index)),
            text(String(block)),
            text(arm),
            text(status, status === 'ok' ? {} : { tone: 'doubt' as const }),
            text(reason ?? ''),
          ]),
        ),
      },
    ],
  };
}
