import type { Arm } from './config.ts';

/** Where in an arm's env the address of Redis goes, such as redis://127.0.0.1:6379. To use it is to need Redis. */
export const redisUrlPlaceholder = '{redisUrl}';

/** Whether one of the arms needs Redis; it runs in all arms of a run then, since all have the same processes. */
export function needsRedis(arms: readonly Pick<Arm, 'env'>[]): boolean {
  return arms.some(({ env }) => Object.values(env).some((value) => value.includes(redisUrlPlaceholder)));
}
