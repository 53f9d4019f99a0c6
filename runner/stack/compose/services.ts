/** The services of docker-compose.yml that a stack runs. Pure. */
import type { ProcessRole } from '../../model/sample-line.ts';

/** Compose's profile that has Redis: without it Redis is no service of the project. */
export const redisProfile = 'redis';

/** What each service is to the sampler, whose word for it also names its log; in the order in which they start. */
export function rolesOf(appService: string, withRedis: boolean): ReadonlyMap<string, ProcessRole> {
  return new Map<string, ProcessRole>([
    ['postgres', 'postgres'],
    ['pgbouncer', 'pgbouncer'],
    ...(withRedis ? ([['redis', 'redis']] as const) : []),
    [appService, 'app'],
  ]);
}
