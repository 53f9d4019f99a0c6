import type { Arrivals } from './arrivals.ts';
import { throughputCeilingPerS } from './deal.ts';
import type { Plan } from './plan.ts';
import { windowsOf } from './profile.ts';

/** What is due in each segment of an open run, once the ramp has opened the sessions; null of a closed one. */
export function arrivalsOf({ open, profile, users }: Pick<Plan, 'open' | 'profile' | 'users'>): Arrivals | null {
  if (open === null) return null;
  return { ratePerS: open.ratePerS, fromS: windowsOf(profile, users).rampS, classWeights: open.classWeights };
}

/** Requests per second that no arm can exceed, however fast its answers: what is due, or what users who think can ask for. */
export function ceilingPerS({ open, userClasses }: Pick<Plan, 'open' | 'userClasses'>): number {
  return open === null ? throughputCeilingPerS(userClasses) : open.ratePerS;
}
