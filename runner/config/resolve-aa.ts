/** An A/A run from a command line: a bench whose arms are one arm twice. Pure. */
import type { Arm, Bench, Config } from '../model/config.ts';
import { unknownName } from './nearest.ts';
import { type ResolvedRun, resolveRun, type RunFlags } from './resolve.ts';

export interface AaFlags extends Omit<RunFlags, 'arms' | 'looks'> {
  readonly arm?: string;
}

/**
 * The run of one arm against itself. Both arms have its definition, so that whatever must be proven of it is proven of
 * both; the criteria are verdicts that would be false.
 * @throws PoolproofError usage, with everything that is wrong with it.
 */
export function resolveAa(
  config: Config,
  benchName: string,
  { arm: typedArm, ...typed }: AaFlags,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedRun {
  const bench = Object.hasOwn(config.benches, benchName) ? config.benches[benchName] : undefined;
  const name = typedArm ?? (env['POOLPROOF_ARM'] || undefined) ?? defaultArm(config, bench);
  const arm = config.arms.find((candidate) => candidate.name === name);
  const faults =
    arm === undefined
      ? [
          unknownName(
            'arm',
            name,
            config.arms.map((known) => known.name),
          ),
        ]
      : [];
  const twice = arm === undefined ? config : withTwice(config, arm);
  // The arms of a bench are no matter of an A/A run, and it is not looked at before its end: it is to measure the noise.
  const heeded = { ...env, POOLPROOF_ARMS: undefined, POOLPROOF_LOOKS: undefined };
  const run = resolveRun(twice, benchName, typed, heeded, { command: 'aa', faults });
  return { ...run, aa: { arm: name, injected: null } };
}

/** The first of the bench that goes straight to Postgres, else its first. */
function defaultArm({ arms }: Config, bench: Bench | undefined): string {
  const names = bench?.arms ?? arms.map(({ name }) => name);
  const straight = names.find((name) => arms.some((arm) => arm.name === name && arm.via === 'postgres'));
  return straight ?? names[0] ?? '';
}

/** The configuration with every bench comparing the arm with itself. */
function withTwice(config: Config, arm: Arm): Config {
  const [a, b] = [`${arm.name}.a`, `${arm.name}.b`];
  const pair = `${b}/${a}`;
  const criteria: Bench['criteria'] = [
    { metric: 'throughput', arm: pair, bound: '>= 1.20' },
    { metric: 'median response time', arm: pair, bound: '<= 1.10' },
  ];
  return {
    ...config,
    arms: [
      { ...arm, name: a },
      { ...arm, name: b },
    ],
    benches: Object.fromEntries(
      Object.entries(config.benches).map(([name, bench]) => [name, { ...bench, arms: [a, b], criteria }]),
    ),
  };
}
