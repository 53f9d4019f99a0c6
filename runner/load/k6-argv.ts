/** How k6 is called: flags and environment. Pure. */
import type { K6Kind } from '../model/k6-kind.ts';
import { type LoadSettings, loadSettingsVariable } from '../model/load-settings.ts';

interface K6Call {
  readonly kind: K6Kind;
  /** The bundled script. */
  readonly script: string;
  /** Where k6's output poolproof writes load.ndjson. */
  readonly load: string;
}

/**
 * The flags of `k6`, each checked against k6 2.2.0. The log goes to stderr, unbuffered, one JSON object a line; standard output
 * is left to the samples of a stock k6.
 */
export function k6Argv({ kind, script, load }: K6Call): string[] {
  return [
    'run',
    kind === 'stock' ? '--out=json=-' : `--out=poolproof=${load}`,
    // Neither summary nor thresholds: k6 would keep every value of every metric in memory for them.
    '--summary-mode=disabled',
    '--no-thresholds',
    '--no-usage-report',
    // No REST server.
    '--address=',
    // Nobody reads k6's own tags, and each costs time per sample.
    '--system-tags=',
    '--log-format=json',
    '--quiet',
    '--no-color',
    script,
  ];
}

/**
 * Go's collector runs a fourth as often as by default, which saves a fifth of k6's CPU for some 80 MB at 50 users (measured);
 * above a gigabyte it goes by the limit instead (pkg.go.dev/runtime, "Environment Variables").
 */
const garbageCollection = { GOGC: '400', GOMEMLIMIT: '1GiB' } as const;

/**
 * The whole environment of k6: nothing is passed on but where programs are. K6_* variables would wipe the script's
 * scenarios, proxies would carry off the load, and a home may hold a k6 configuration of its own.
 */
export function k6Environment(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  settings: LoadSettings,
): Record<string, string> {
  return {
    PATH: env['PATH'] ?? '',
    HOME: home,
    [loadSettingsVariable]: JSON.stringify(settings),
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    K6_NO_USAGE_REPORT: 'true',
    ...garbageCollection,
  };
}
