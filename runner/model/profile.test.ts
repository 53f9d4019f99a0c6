import { describe, expect, it } from 'vitest';
import { allProfiles, ownProfileSchema, profiles, profileSchema, windowsOf } from './profile.ts';

describe('windowsOf', () => {
  it.each([
    ['smoke', 50, { rampS: 5, steadyFromS: 7, endS: 17 }],
    ['smoke', 100, { rampS: 10, steadyFromS: 12, endS: 22 }],
    ['standard', 50, { rampS: 5, steadyFromS: 10, endS: 50 }],
    ['standard', 100, { rampS: 10, steadyFromS: 15, endS: 55 }],
    ['standard', 101, { rampS: 11, steadyFromS: 16, endS: 56 }],
    ['thorough', 100, { rampS: 50, steadyFromS: 55, endS: 115 }],
    ['reference', 50, { rampS: 25, steadyFromS: 0, endS: 300 }],
    ['reference', 100, { rampS: 50, steadyFromS: 0, endS: 300 }],
  ] as const)('of %s with %i users', (name, users, windows) => {
    expect(windowsOf(profiles[name], users)).toEqual(windows);
  });

  it('never ends before the ramp', () => {
    expect(windowsOf(profiles.reference, 1000).endS).toBe(501);
  });

  it('are whole seconds', () => {
    const profile = { ...profiles.smoke, rampUsersPerS: 3, settleS: 1.5, steadyS: 2.5 };
    expect(windowsOf(profile, 10)).toEqual({ rampS: 4, steadyFromS: 6, endS: 9 });
  });
});

describe('profiles', () => {
  it.each(Object.entries(profiles))('%s fits the schema under its own name', (name, profile) => {
    expect(profileSchema.parse(profile)).toMatchObject({ name });
  });

  it('of a configuration have what they leave out from standard', () => {
    const { quick } = allProfiles({ quick: { single: true, blocks: 1, steadyS: 3 } });
    expect(quick).toEqual({ ...profiles.standard, name: 'quick', single: true, blocks: 1, steadyS: 3 });
    expect(profileSchema.parse(quick)).toEqual(quick);
  });

  it('that are built in stay as they are', () => {
    expect(allProfiles({ smoke: { steadyS: 3 } })['smoke']).toEqual(profiles.smoke);
  });

  it.each([
    { steadyS: 0 },
    { steadyS: null },
    { blocks: 0 },
    { rampUsersPerS: 0 },
    { settleS: -1 },
    { totalS: 9 },
    { name: 'x' },
  ])('of a configuration are never %j', (profile) => {
    expect(ownProfileSchema.safeParse(profile).success).toBe(false);
  });
});
