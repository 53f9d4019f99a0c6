import { z } from 'zod';

/** How long and how often: the same for every arm of a run. */
export const profileSchema = z.strictObject({
  name: z.string(),
  /** Wanted blocks; rises to the next number that fits the arms, except when `single`. */
  blocks: z.int().min(1),
  /** One block whatever the number of arms: smoke and reference. */
  single: z.boolean(),
  rampUsersPerS: z.number().positive(),
  settleS: z.number().min(0),
  /** Steady seconds; null: what is left of totalS after the ramp. */
  steadyS: z.number().positive().nullable(),
  /** Whole length including the ramp, when the profile fixes that instead; every window is then the whole run. */
  totalS: z.number().positive().nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

/** `standard` is the reference case's 300 s per arm cut into six; `reference` its own protocol (`-u N -r 2 -t 300s`). */
export const profiles = {
  smoke: { name: 'smoke', blocks: 1, single: true, rampUsersPerS: 10, settleS: 2, steadyS: 10, totalS: null },
  standard: { name: 'standard', blocks: 6, single: false, rampUsersPerS: 10, settleS: 5, steadyS: 40, totalS: null },
  thorough: { name: 'thorough', blocks: 10, single: false, rampUsersPerS: 2, settleS: 5, steadyS: 60, totalS: null },
  reference: { name: 'reference', blocks: 1, single: true, rampUsersPerS: 2, settleS: 0, steadyS: null, totalS: 300 },
} as const satisfies Record<string, Profile>;

/** Profiles of a configuration: what one leaves out is that of `standard`. Their length always comes from ramp, settle and steady. */
export const ownProfileSchema = z
  .strictObject({ ...profileSchema.omit({ name: true, totalS: true }).shape, steadyS: z.number().positive() })
  .partial();
export type OwnProfile = z.infer<typeof ownProfileSchema>;

/** Every profile that a run may name: the built-in ones, and those of the configuration. */
export function allProfiles(own: Readonly<Record<string, OwnProfile>>): Readonly<Record<string, Profile>> {
  const complete = Object.entries(own).map(([name, profile]) => [name, completed(name, profile)] as const);
  return { ...Object.fromEntries(complete), ...profiles };
}

function completed(name: string, own: OwnProfile): Profile {
  const base: Profile = profiles.standard;
  return {
    name,
    blocks: own.blocks ?? base.blocks,
    single: own.single ?? base.single,
    rampUsersPerS: own.rampUsersPerS ?? base.rampUsersPerS,
    settleS: own.settleS ?? base.settleS,
    steadyS: own.steadyS ?? base.steadyS,
    totalS: null,
  };
}

/** The windows of a segment in seconds after the load starts. Whole seconds, because load is counted by the second. */
export interface Windows {
  readonly rampS: number;
  readonly steadyFromS: number;
  readonly endS: number;
}

export function windowsOf(profile: Profile, users: number): Windows {
  const rampS = Math.ceil(users / profile.rampUsersPerS);
  if (profile.totalS !== null) return { rampS, steadyFromS: 0, endS: Math.max(profile.totalS, rampS + 1) };
  const steadyFromS = Math.ceil(rampS + profile.settleS);
  return { rampS, steadyFromS, endS: steadyFromS + Math.ceil(profile.steadyS ?? 0) };
}
