/** From a checked configuration, flags and environment to one run: flags win over environment over configuration. Pure. */
import { PoolproofError } from '../errors.ts';
import { type Aa, injectionNamesIn } from '../model/aa.ts';
import type { Looks } from '../model/looks.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { App, Arm, Bench, Config } from '../model/config.ts';
import { allProfiles, type Profile, profiles } from '../model/profile.ts';
import { blocksOf } from './blocks.ts';
import { unknownName } from './nearest.ts';
import { type JudgedBy, judgedBy, nothingJudged, openFaults } from './judged-by.ts';
import { wholeNumber } from './whole-number.ts';

export const gateModes = ['strict', 'fail', 'none'] as const;
export type GateMode = (typeof gateModes)[number];
export const stackNames = ['native', 'compose'] as const;

/** Flags as typed; what was not given is undefined. */
export interface RunFlags {
  readonly profile?: string;
  readonly app?: string;
  readonly stack?: string;
  readonly blocks?: string;
  readonly looks?: string;
  readonly arms?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly gate?: string;
  readonly open?: boolean;
  readonly from?: string;
}

export interface ResolvedRun extends JudgedBy {
  readonly bench: string;
  readonly users: number;
  readonly flows: string;
  /** A file of runs recorded elsewhere, when they are to be set beside this one. */
  readonly recorded: string | null;
  readonly profile: Profile;
  readonly blocks: number;
  /** Null: judged once, at the end. */
  readonly looks: Looks | null;
  readonly arms: readonly Arm[];
  readonly app: App;
  readonly appName: string;
  readonly stack: string;
  /** Null: drawn when the run starts. */
  readonly seed: number | null;
  readonly out: string | null;
  readonly gate: GateMode;
  /** Null: arms that differ are compared. */
  readonly aa: Aa | null;
  /** Null: a closed loop. */
  readonly open: OpenModel | null;
}

type Faults = string[];

/** For which command a run is resolved, and what is known to be wrong with its command line already. */
interface Asked {
  readonly command: string;
  readonly faults: readonly string[];
}

/**
 * The run that a command line asks for.
 * @throws PoolproofError usage, with everything that is wrong with it.
 */
export function resolveRun(
  config: Config,
  benchName: string,
  typed: RunFlags,
  env: Readonly<Record<string, string | undefined>>,
  asked: Asked = { command: 'bench', faults: [] },
): ResolvedRun {
  const faults: Faults = [...asked.faults];
  const flags = withEnvironment(typed, env);
  const bench = config.benches[benchName];
  if (bench === undefined) faults.push(unknownName('bench', benchName, Object.keys(config.benches)));
  const profile = named('profile', flags.profile ?? 'standard', allProfiles(config.profiles), faults);
  const appName = flags.app ?? Object.keys(config.apps)[0] ?? '';
  const app = named('app', appName, config.apps, faults);
  const stack = oneOf('stack', flags.stack ?? 'native', stackNames, faults);
  const gate = oneOf('gate', flags.gate ?? 'strict', gateModes, faults);
  const seed = flags.seed === undefined ? null : wholeNumber('--seed', flags.seed, 0, 2 ** 32 - 1, faults);
  const arms = bench === undefined ? [] : armsOf(config, flags.arms?.split(',') ?? bench.arms, faults);
  faults.push(...injectionFaults(arms, app), ...openFaults(flags, profile));
  const judged = bench === undefined ? nothingJudged : judgedBy(bench, benchName, arms, flags, faults);
  const howMany = blocksOf(profile, flags, arms.length, faults);
  if (bench === undefined || profile === null || app === null || stack === null || gate === null || faults.length > 0)
    throw usageError(faults, asked.command);
  return {
    bench: benchName,
    ...loadOf(bench, profile),
    profile,
    ...howMany,
    arms,
    ...judged,
    app,
    appName,
    stack,
    seed,
    out: flags.out ?? null,
    gate,
    aa: null,
    open: null,
  };
}

function loadOf(
  { users, flows, recorded }: Bench,
  profile: Profile,
): Pick<ResolvedRun, 'users' | 'flows' | 'recorded'> {
  // They were recorded with the reference protocol: beside another they would say nothing.
  return { users, flows, recorded: profile.name === profiles.reference.name ? (recorded ?? null) : null };
}

/**
 * A difference to detect as typed, "10%", as a fraction.
 * @throws PoolproofError usage
 */
export function parseDifference(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1]);
  if (percent > 0 && percent <= 1000) return percent / 100;
  throw usageError([`--detect takes a difference above 0 % and up to 1000 %, as 10%, not "${text}"`], 'plan');
}

function usageError(faults: Faults, command: string): PoolproofError {
  return new PoolproofError('usage', faults.join('\n'), { hint: `poolproof ${command} --help` });
}

function withEnvironment(flags: RunFlags, env: Readonly<Record<string, string | undefined>>): RunFlags {
  const names = ['profile', 'app', 'stack', 'blocks', 'looks', 'arms', 'seed', 'out', 'gate'] as const;
  // How many blocks is said by one flag or the other: whichever is typed wins over both of the environment.
  const isSaid = flags.blocks !== undefined || flags.looks !== undefined;
  const fromEnvironment = (name: (typeof names)[number]) =>
    isSaid && (name === 'blocks' || name === 'looks') ? undefined : env[`POOLPROOF_${name.toUpperCase()}`];
  const entries = names.map((name) => [name, flags[name] ?? fromEnvironment(name)] as const);
  const { open = false, from } = flags;
  const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
  return { ...set, open, ...(from === undefined ? {} : { from }) };
}

function named<T>(kind: string, name: string, known: Readonly<Record<string, T>>, faults: Faults): T | null {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found === undefined) faults.push(unknownName(kind, name, Object.keys(known)));
  return found ?? null;
}

function oneOf<T extends string>(kind: string, name: string, known: readonly T[], faults: Faults): T | null {
  const found = known.find((candidate) => candidate === name);
  if (found === undefined) faults.push(unknownName(kind, name, known));
  return found ?? null;
}

function armsOf(config: Config, names: readonly string[], faults: Faults): Arm[] {
  const known = config.arms.map((arm) => arm.name);
  if (names.length < 2) faults.push('--arms takes at least two arms, as direct,pooled');
  if (new Set(names).size < names.length) faults.push(`--arms names an arm twice: ${names.join(',')}`);
  return names.flatMap((name) => {
    const arm = config.arms.find((candidate) => candidate.name === name);
    if (arm === undefined) faults.push(unknownName('arm', name, known));
    return arm === undefined ? [] : [arm];
  });
}

/** What would slow an arm down on purpose belongs to A/A runs, which put it in themselves. */
function injectionFaults(arms: readonly Arm[], app: App | null): string[] {
  const all = [...arms.map(({ name, env }) => ({ who: `arm ${name}`, env })), { who: 'the app', env: app?.env ?? {} }];
  return all.flatMap(({ who, env }) =>
    injectionNamesIn(env).map((name) => `${who} sets ${name}, which is for \`poolproof aa --inject\` only`),
  );
}
