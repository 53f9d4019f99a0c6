import type { ResolvedRun } from '../config/resolve.ts';
import { readFloorIfAny } from '../floor/store.ts';
import { type Host, hostFacts } from '../host.ts';
import type { K6Kind } from '../model/k6-kind.ts';
import type { NoiseFloor } from '../model/noise-floor.ts';

/**
 * The noise floor that this host has on record for such a run; null when there is none, or it cannot be read, which is
 * said then. An open run has none: A/A runs are closed loops.
 * @param k6Kind null: whichever
 */
export function floorOfRun(
  host: Pick<Host, 'say'>,
  cacheDir: string,
  run: ResolvedRun,
  k6Kind: K6Kind | null,
): Promise<NoiseFloor | null> {
  if (run.open !== null) return Promise.resolve(null);
  const of = { host: hostFacts(), bench: run.bench, profile: run.profile.name, app: run.appName };
  const wanted = { profile: run.profile, users: run.users, stack: run.stack, k6Kind, arms: armsWanted(run) };
  return readFloorIfAny(cacheDir, of, wanted, host.say);
}

/** That of an arm which goes straight to Postgres, as the one that others are held against does, else of another of the run. */
function armsWanted({ aa, arms }: ResolvedRun): string[] {
  if (aa !== null) return [aa.arm];
  const straight = arms.filter(({ via }) => via === 'postgres');
  return [...straight, ...arms].map(({ name }) => name);
}
