/** Checks a configuration as a whole and reports every fault with its path. Pure. */
import { z } from 'zod';
import { parseBound, type Bound } from '../model/bound.ts';
import { type Config, configSchema, openOnlyMetrics } from '../model/config.ts';
import { profiles } from '../model/profile.ts';
import { unknownName } from './nearest.ts';

type Checked = { readonly config: Config } | { readonly faults: readonly string[] };

/** The configuration with its defaults, or all that is wrong with it, one line each. */
export function checkConfig(input: unknown): Checked {
  const parsed = configSchema.safeParse(input, { reportInput: true });
  const faults = [...(parsed.success ? [] : parsed.error.issues.map(describeIssue)), ...crossFaults(input)];
  return parsed.success && faults.length === 0 ? { config: parsed.data } : { faults };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'the configuration' : issue.path.join('.');
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    return `${where}: ${unknownName('value', issue.input, issue.values.map(String))}`;
  }
  return `${where}: ${issue.message}`;
}

/** As much of the shape as cross-checks need; they run even when other parts are wrong, so that all is reported at once. */
const looseCriterion = z.looseObject({
  metric: z.string().catch(''),
  arm: z.string().catch(''),
  bound: z.string().catch(''),
});
const looseBench = z.looseObject({
  arms: z.array(z.string()).catch([]),
  criteria: z.array(looseCriterion).catch([]),
  openCriteria: z.array(looseCriterion).catch([]),
});
const looseConfig = z.looseObject({
  arms: z.array(z.looseObject({ name: z.string().catch('') })).catch([]),
  benches: z.record(z.string(), looseBench).catch({}),
  profiles: z.record(z.string(), z.unknown()).catch({}),
  database: z.looseObject({ name: z.string().catch('') }).catch({ name: '' }),
});

function crossFaults(input: unknown): string[] {
  const loose = looseConfig.safeParse(input);
  if (!loose.success) return [];
  const names = loose.data.arms.map((arm) => arm.name);
  const repeated = names.filter((name, index) => name !== '' && names.indexOf(name) !== index);
  return [
    ...profileFaults(Object.keys(loose.data.profiles)),
    ...databaseFaults(loose.data.database.name),
    ...repeated.map((name) => `arms: "${name}" is there twice`),
    ...Object.entries(loose.data.benches).flatMap(([name, bench]) => benchFaults(`benches.${name}`, bench, names)),
  ];
}

/** Runs are compared by the name of their profile, so a name must always mean the same. */
function profileFaults(names: readonly string[]): string[] {
  return names
    .filter((name) => Object.hasOwn(profiles, name))
    .map((name) => `profiles.${name}: this name is built in and stays as it is; choose another`);
}

/** A client that asks PgBouncer for this database gets its console, not Postgres. */
function databaseFaults(name: string): string[] {
  return name === 'pgbouncer' ? ['database.name: "pgbouncer" is PgBouncer\'s own console; choose another'] : [];
}

function benchFaults(where: string, bench: z.infer<typeof looseBench>, arms: readonly string[]): string[] {
  const unknownArms = bench.arms.flatMap((arm, index) =>
    arms.includes(arm) ? [] : [`${where}.arms.${index}: ${unknownName('arm', arm, arms)}`],
  );
  const repeated = bench.arms
    .filter((arm, index) => bench.arms.indexOf(arm) !== index)
    .map((arm) => `${where}.arms: "${arm}" is there twice`);
  // A misspelt arm of the bench is one fault, not one more for every criterion that names it rightly.
  const judgeable = unknownArms.length === 0 ? bench.arms : arms;
  const criteria = (['criteria', 'openCriteria'] as const).flatMap((list) =>
    bench[list].flatMap((criterion, index) => criterionFaults(`${where}.${list}.${index}`, criterion, judgeable)),
  );
  return [...unknownArms, ...repeated, ...closedTails(where, bench), ...criteria];
}

/** A user of a closed loop who waits asks for nothing meanwhile, so the tail is not that of what would have been asked. */
function closedTails(where: string, { criteria }: z.infer<typeof looseBench>): string[] {
  return criteria.flatMap(({ metric }, index) =>
    openOnlyMetrics.includes(metric)
      ? [
          `${where}.criteria.${index}.metric: ${metric} is not judged in a closed loop, whose users ask for nothing while they wait, so that a stall hardly shows in it (docs/open.md); move it to openCriteria and run with --open`,
        ]
      : [],
  );
}

function criterionFaults(where: string, criterion: z.infer<typeof looseCriterion>, arms: readonly string[]): string[] {
  const judged = criterion.arm.split('/').filter((arm) => arm !== '');
  const unknown = judged
    .filter((arm) => !arms.includes(arm))
    .map((arm) => `${where}.arm: ${unknownName('arm of this bench', arm, arms)}`);
  const itself =
    judged.length === 2 && judged[0] === judged[1] ? [`${where}.arm: an arm cannot be compared with itself`] : [];
  const bound = parseBound(criterion.bound);
  const fault = bound === null ? null : boundFault(criterion.metric, judged.length === 2, bound);
  return [...unknown, ...itself, ...(fault === null ? [] : [`${where}.bound: ${fault}`])];
}

const time = { unit: /m?s$/, example: '< 600 ms', most: Infinity };

/** What the unit of a level must be, and the largest value that can be met or missed. */
const levels: Readonly<
  Record<string, { readonly unit: RegExp; readonly example: string; readonly most: number } | undefined>
> = {
  'success rate': { unit: /%$/, example: '> 99 %', most: 1 },
  'failures per 300 s': { unit: /[0-9]$/, example: '< 200', most: Infinity },
  'median response time': time,
  'p95 response time': time,
  'p99 response time': time,
  throughput: { unit: /\/s$/, example: '>= 18/s', most: Infinity },
};

function boundFault(metric: string, isRatio: boolean, bound: Bound): string | null {
  if (isRatio) return ratioFault(metric, bound);
  const level = levels[metric];
  if (level !== undefined && !level.unit.test(bound.text))
    return `"${bound.text}" is no bound of ${metric}; write it as "${level.example}"`;
  if (level !== undefined && bound.value > level.most)
    return `"${bound.text}": ${metric} cannot exceed ${level.most * 100} %`;
  if (bound.op === '=' && (metric !== 'connection errors' || bound.value !== 0))
    return `"${bound.text}": only connection errors can be "= 0"`;
  if (metric === 'connection errors' && bound.text !== '= 0' && bound.op !== '=')
    return `"${bound.text}": connection errors are judged as "= 0"`;
  if (level?.unit === time.unit || metric === 'throughput') {
    // No answer takes no time, and a load that asks for nothing is none.
    if (bound.value <= 0 && (bound.op === '<=' || bound.op === '>'))
      return `"${bound.text}": a bound of ${metric} is above 0`;
  }
  return bound.op === '=' ? null : outcomeFault(metric, bound, level?.most ?? Infinity);
}

/** A bound that every outcome meets, or none, judges nothing. Readings lie between 0 and `most`. */
function outcomeFault(metric: string, { op, value, text }: Bound, most: number): string | null {
  const never = (op === '>' && value >= most) || (op === '<' && value <= 0);
  const always = (op === '>=' && value <= 0) || (op === '<=' && value >= most);
  if (never) return `"${text}": no ${metric} can meet it`;
  return always ? `"${text}": every ${metric} meets it` : null;
}

function ratioFault(metric: string, bound: Bound): string | null {
  if (!metric.endsWith('response time') && metric !== 'throughput')
    return `${metric} is not judged as a ratio of arms; name one arm`;
  if (!/[0-9]$/.test(bound.text)) return `"${bound.text}": a ratio of arms has no unit; write it as "<= 1.10"`;
  if (bound.op === '=') return `"${bound.text}": a ratio is never judged as equal; use <= or >=`;
  return bound.value > 0 ? null : `"${bound.text}": a ratio of arms is above 0`;
}
