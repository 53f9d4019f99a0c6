/** At which rate an open run goes, from the closed run that it accompanies. Pure. */
import { PoolproofError } from '../errors.ts';
import { formatPercent, formatRate } from '../model/format.ts';
import { type OpenModel, rateShare } from '../model/open-model.ts';
import type { Plan } from '../model/plan.ts';
import type { Result, ResultSegment } from '../model/result.ts';

/** A closed run as its files say it; `name` is its folder's. */
export interface ClosedRun {
  readonly name: string;
  readonly plan: Plan;
  readonly result: Result;
}

/** What the open run will be. */
interface Wanted {
  readonly bench: string;
  readonly users: number;
  readonly appName: string;
  readonly arms: readonly { readonly name: string }[];
}

/**
 * The rate is a share of the smallest goodput among the arms: what the slower arm cannot serve would only queue. Goodput,
 * because failing fast must not look fast. Segments that a gate voided serve where an arm has no other: the rate is the same
 * for all arms, and the open run has gates of its own.
 * @throws PoolproofError run-folder when the closed run is not of this bench, or an arm served nothing in it
 */
export function openModelFrom(closed: ClosedRun, wanted: Wanted): OpenModel {
  const faults = mismatches(closed, wanted);
  if (faults.length > 0) throw unfit(`${closed.name} is no closed run of this bench: ${faults.join('; ')}`);
  const used = wanted.arms.map(({ name }) => ({ name, segments: measured(closed.result, name) }));
  const goodputs = used.map(({ name, segments }) => [name, goodputOf(segments)] as const);
  const idle = goodputs.filter(([, goodput]) => goodput === 0).map(([name]) => name);
  if (idle.length > 0)
    throw unfit(`${idle.join(' and ')} served nothing in ${closed.name}, so there is no rate for an open run to go at`);
  return {
    ratePerS: digits(rateShare * Math.min(...goodputs.map(([, goodput]) => goodput)), 4),
    share: rateShare,
    closedRun: closed.name,
    closedGoodputPerS: Object.fromEntries(goodputs.map(([name, goodput]) => [name, digits(goodput, 6)])),
    classWeights: classWeights(
      closed.plan,
      used.flatMap(({ segments }) => segments),
    ),
  };
}

/** Says the rate, and where it comes from. */
export function rateText({ ratePerS, share, closedRun, closedGoodputPerS }: OpenModel): string {
  const [arm, goodput] = Object.entries(closedGoodputPerS).reduce((least, each) => (each[1] < least[1] ? each : least));
  return `${formatRate(ratePerS)}, ${formatPercent(share)} of what ${arm}, the slower arm, served in ${closedRun} (${formatRate(goodput)})`;
}

function unfit(message: string): PoolproofError {
  return new PoolproofError('run-folder', message, { hint: 'name a closed run of the same bench with --from' });
}

function mismatches({ plan, result }: ClosedRun, wanted: Wanted): string[] {
  const missing = wanted.arms.filter(({ name }) => !result.arms.includes(name)).map(({ name }) => name);
  return [
    ...(plan.open === null ? [] : ['it is an open run itself']),
    ...(plan.bench === wanted.bench ? [] : [`it is of ${plan.bench}, not ${wanted.bench}`]),
    ...(plan.users === wanted.users ? [] : [`it had ${plan.users} users, not ${wanted.users}`]),
    ...(plan.app === wanted.appName ? [] : [`it ran the app ${plan.app}, not ${wanted.appName}`]),
    ...(missing.length === 0 ? [] : [`it had no arm ${missing.join(' and ')}`]),
  ];
}

/** Segments of an arm that ran to their end: those that count, or where there is none those that a gate voided. */
function measured({ segments }: Result, arm: string): ResultSegment[] {
  const own = segments.filter((segment) => segment.arm === arm && segment.goodputPerS !== null);
  const ok = own.filter(({ status }) => status === 'ok');
  return ok.length > 0 ? ok : own.filter(({ status }) => status === 'invalid');
}

function goodputOf(segments: readonly ResultSegment[]): number {
  const sum = segments.reduce((total, { goodputPerS }) => total + (goodputPerS ?? 0), 0);
  return segments.length === 0 ? 0 : sum / segments.length;
}

/** Shares of the classes in the tasks of steady: who thinks longer asks for less. */
function classWeights({ userClasses, loginNames }: Plan, segments: readonly ResultSegment[]): number[] {
  const tasks = segments
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ name }) => name !== loginNames.form && name !== loginNames.submit);
  const counts = userClasses.map(({ name }) =>
    tasks.reduce(
      (sum, { userClass, steady }) => (userClass === name ? sum + steady.ok + steady.failed + steady.censored : sum),
      0,
    ),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? userClasses.map(({ weight }) => weight) : counts.map((count) => digits(count / total, 6));
}

function digits(value: number, significant: number): number {
  return Number(value.toPrecision(significant));
}
