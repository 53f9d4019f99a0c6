/** Redis: installed, kept in the cache, or unpacked there from Debian's or Ubuntu's packages. Only some arms need it. */
import { aptSources } from './apt-tool.ts';
import type { ToolSpec } from './tool.ts';

const sources = aptSources({
  name: 'redis-server',
  title: 'Redis',
  // The server there is a link to a program of the tools.
  packages: ['redis-server', 'redis-tools'],
  program: 'usr/bin/redis-server',
  // The oldest that a supported Debian or Ubuntu has.
  leastVersion: '6.0',
});

export const redis: ToolSpec = {
  name: 'redis-server',
  sources: [sources.installed, sources.cached, sources.fromApt],
  hint: 'sudo apt-get install redis-server, or brew install redis',
};
