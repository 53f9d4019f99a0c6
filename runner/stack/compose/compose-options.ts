/** What a stack in containers is made from. */
import type { App, Arm, Config, PoolerSettings } from '../../model/config.ts';
import type { Guard } from '../../warden.ts';
import type { AppBundle } from '../bundle-app.ts';
import type { FixedPorts } from '../ports.ts';
import type { Secrets } from '../secrets.ts';
import type { Engine } from './engine.ts';
import type { TemplateVolume } from './template-volume.ts';

export interface ComposeOptions {
  readonly engine: Engine;
  readonly app: App;
  readonly appName: string;
  readonly database: Config['database'];
  readonly pooler: PoolerSettings;
  readonly arms: readonly Arm[];
  /** The project's folder, with docker-compose.yml in it. */
  readonly root: string;
  readonly cacheDir: string;
  readonly guard: Guard;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  /** Free ports are picked for those left out. */
  readonly ports?: FixedPorts;
  /** The app's role gets this one instead of the template's. */
  readonly rolePassword?: string;
  /** Where the app is bundled to: the guard's folder unless given. */
  readonly bundleDir?: string;
  /** Of the compose project of a stack that outlives the runner; else each segment has one of its own. */
  readonly standingProject?: string;
}

/** With the file that says how. */
export interface ComposeRequest extends ComposeOptions {
  /** docker-compose.yml */
  readonly file: string;
}

/** What all segments share. */
export interface PreparedCompose extends ComposeRequest {
  /** Absolute paths of the seed files. */
  readonly seeds: readonly string[];
  /** The app's, in docker-compose.yml. */
  readonly service: string;
  readonly profile: string;
  readonly template: TemplateVolume;
  /** The template's, but for a password that was given. */
  readonly secrets: Secrets;
  readonly bundles: ReadonlyMap<string, AppBundle>;
  /** Redis runs in every segment then, since all arms must have the same processes. */
  readonly withRedis: boolean;
}
