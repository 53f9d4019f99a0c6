import type { ConfigInput } from '../model/config.ts';

/** Types a poolproof.config.ts; returns it unchanged. It is checked when it is loaded. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
