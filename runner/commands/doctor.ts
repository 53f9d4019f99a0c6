import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { configFileName, loadConfig } from '../config/load-config.ts';
import { exitCodes } from '../errors.ts';
import { type Host, hostFacts } from '../host.ts';
import type { Config } from '../model/config.ts';
import { needsRedis } from '../model/needs-redis.ts';
import type { Exit } from '../program.ts';
import { chooseCacheDir } from '../provision/cache.ts';
import { type Check, type CheckState, inspectHost, isReady, type PythonNeed } from '../provision/inspect.ts';
import { provisionAll, survey } from '../provision/provide.ts';
import { redis } from '../provision/redis.ts';
import { provisionContext } from './provision-context.ts';

const words: Record<CheckState, string> = {
  found: 'found',
  fetchable: 'would fetch',
  absent: 'none',
  missing: 'missing',
};

/** `poolproof doctor`: what is installed, what would be fetched, what is missing and the command that mends it. */
export function doctorCommand(host: Host, exit: Exit): Command {
  return new Command('doctor')
    .description('what is installed, what would be fetched, what is missing and the command that mends it')
    .option('--fetch', 'fetch or build what is missing first')
    .option('--json', 'print the checks as JSON')
    .action(async (options: { fetch?: true; json?: true }) => {
      const context = await provisionContext(host);
      const config = existsSync(path.join(host.cwd, configFileName))
        ? await loadConfig(host.cwd, host.packageRoot)
        : null;
      const asksRedis = config !== null && needsRedis(config.arms);
      if (options.fetch === true) {
        // Only some arms need Redis: where there is none to be had, the rest is fetched all the same.
        await provisionAll(context, asksRedis && (await survey(redis, context)).state !== 'absent');
      }
      const { why } = await chooseCacheDir(host.env, host.homeDir, context.serviceUser);
      const runner = { nodeVersion: hostFacts().node, uid: host.uid, cacheWhy: why };
      const checks = await inspectHost(context, runner, { pythons: pythonNeeds(host.cwd, config), redis: asksRedis });
      const ok = isReady(checks);
      host.out(options.json === true ? `${JSON.stringify({ ok, checks }, null, 2)}\n` : renderDoctor(checks));
      exit(ok ? exitCodes.pass : exitCodes.couldNotRun);
    });
}

/** What the apps of the configuration in this folder need of Python; nothing where there is no configuration. */
function pythonNeeds(cwd: string, config: Config | null): PythonNeed[] {
  const needs = new Map<string, string[]>();
  for (const [name, { python }] of Object.entries(config?.apps ?? {})) {
    if (python === undefined) continue;
    const requirements = path.resolve(cwd, python.requirements);
    needs.set(requirements, [...(needs.get(requirements) ?? []), name]);
  }
  return [...needs].map(([requirements, names]) => ({ requirements, apps: names }));
}

/** A line each, in columns, and the mending command below what is missing. */
export function renderDoctor(checks: readonly Check[]): string {
  const nameWidth = Math.max(...checks.map(({ name }) => name.length));
  const wordWidth = Math.max(...checks.map(({ state }) => words[state].length));
  const lines = checks.flatMap(({ name, state, version, detail, fix }) => {
    const columns = [name.padEnd(nameWidth), words[state].padEnd(wordWidth)].join('  ');
    const line = `${columns}  ${version === null ? detail : `${version}, ${detail}`}`;
    return fix === null ? [line] : [line, `${' '.repeat(nameWidth + 2)}try: ${fix}`];
  });
  return `${lines.join('\n')}\n`;
}
