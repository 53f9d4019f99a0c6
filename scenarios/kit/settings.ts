import { type LoadSettings, loadSettingsVariable } from '../../runner/model/load-settings.ts';

/** The runner's settings. @throws Error when the environment holds none. */
export function readSettings(env: Readonly<Record<string, string>>): LoadSettings {
  const text = env[loadSettingsVariable];
  if (text === undefined) throw new Error(`${loadSettingsVariable} is not set: this script is started by poolproof`);
  const settings: LoadSettings = JSON.parse(text);
  return settings;
}
