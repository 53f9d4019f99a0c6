/** By which criteria a command line has its run judged, closed and open. Pure; faults are pushed, a line each. */
import { PoolproofError } from '../errors.ts';
import { parseBound } from '../model/bound.ts';
import type { Arm, Bench } from '../model/config.ts';
import type { PlannedCriterion } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';

interface OpenFlags {
  readonly open?: boolean;
  readonly from?: string;
}

export interface JudgedBy {
  readonly criteria: readonly PlannedCriterion[];
  /** What the open companion is judged by; null when none is wanted. */
  readonly openCriteria: readonly PlannedCriterion[] | null;
  /** The folder of a closed run to take the arrival rate from; null: one that is made first. */
  readonly from: string | null;
}

/** Of a bench that does not exist. */
export const nothingJudged: JudgedBy = { criteria: [], openCriteria: null, from: null };

export function judgedBy(
  bench: Bench,
  name: string,
  arms: readonly Arm[],
  { open = false, from = null }: { readonly open?: boolean; readonly from?: string | null },
  faults: string[],
): JudgedBy {
  const criteria = criteriaOf(bench.criteria, name, arms, faults);
  if (!open) return { criteria, openCriteria: null, from };
  if (bench.openCriteria === undefined) faults.push(withoutCriteria(bench, name));
  return { criteria, openCriteria: criteriaOf(bench.openCriteria ?? [], name, arms, faults), from };
}

/** What is wrong with the flags of an open run. */
export function openFaults({ open = false, from }: OpenFlags, profile: Profile | null): string[] {
  const alone = !open && from !== undefined ? ['--from names the closed run that --open goes by; add --open'] : [];
  // Its windows are the whole run, ramp included, in which nothing arrives yet.
  const isProtocol = open && profile !== null && profile.totalS !== null;
  const other = 'which is a protocol of a closed loop; take smoke, standard or thorough';
  return [...alone, ...(isProtocol ? [`--open has no profile ${profile.name}, ${other}`] : [])];
}

function withoutCriteria({ arms }: Bench, name: string): string {
  const example = `{ metric: 'p95 response time', arm: '${arms[1]}/${arms[0]}', bound: '<= 1.10' }`;
  return `bench ${name} has no openCriteria, by which --open judges; add some, such as ${example}`;
}

function criteriaOf(
  criteria: Bench['criteria'],
  benchName: string,
  arms: readonly Arm[],
  faults: string[],
): PlannedCriterion[] {
  return criteria.map((criterion) => {
    const [arm = '', against = null] = criterion.arm.split('/');
    const missing = [arm, ...(against === null ? [] : [against])].filter(
      (name) => !arms.some((known) => known.name === name),
    );
    if (missing.length > 0)
      faults.push(
        `a criterion of ${benchName} (${criterion.metric}, ${criterion.arm}) needs arm ${missing.join(' and ')}; name it in --arms`,
      );
    const bound = parseBound(criterion.bound);
    if (bound === null) throw new PoolproofError('config', `no bound: "${criterion.bound}"`);
    const id = `${criterion.metric.replaceAll(' ', '-')}:${criterion.arm}`;
    return { id, metric: criterion.metric, arm, against, bound };
  });
}
