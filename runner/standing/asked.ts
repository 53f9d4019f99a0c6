/** From a configuration and the flags of `up` to what shall stand. Pure. */
import { unknownName } from '../config/nearest.ts';
import { stackNames } from '../config/resolve.ts';
import { PoolproofError } from '../errors.ts';
import type { Config } from '../model/config.ts';
import type { Asked } from '../model/standing.ts';
import { poolerSettingsOf } from '../stack/pgbouncer-ini.ts';

/** As typed; what was not given is undefined. */
export interface UpFlags {
  readonly pooled?: true;
  readonly app?: string;
  readonly stack?: string;
}

/**
 * The app runs as the first arm of the configuration that goes the way asked for: through PgBouncer, or straight.
 * @throws PoolproofError `usage` with everything that is wrong with it
 */
export function resolveAsked(
  config: Config,
  flags: UpFlags,
  env: Readonly<Record<string, string | undefined>>,
  project: string,
): Asked & { readonly kind: (typeof stackNames)[number] } {
  const appName = flags.app ?? (env['POOLPROOF_APP'] || Object.keys(config.apps)[0]) ?? '';
  const app = Object.hasOwn(config.apps, appName) ? config.apps[appName] : undefined;
  const stack = flags.stack ?? (env['POOLPROOF_STACK'] || 'native');
  const kind = stackNames.find((name) => name === stack);
  const via = flags.pooled === true ? 'pooler' : 'postgres';
  const arm = config.arms.find((each) => each.via === via);
  if (app !== undefined && kind !== undefined && arm !== undefined) {
    const pooler = poolerSettingsOf(config.pooler, arm.pooler);
    return { kind, project, appName, app, arm, database: config.database, pooler };
  }
  const faults = [
    ...(app === undefined ? [unknownName('app', appName, Object.keys(config.apps))] : []),
    ...(kind === undefined ? [unknownName('stack', stack, stackNames)] : []),
    ...(arm === undefined ? [`the configuration has no arm with via: '${via}'`] : []),
  ];
  throw new PoolproofError('usage', faults.join('\n'), { hint: 'poolproof up --help' });
}
