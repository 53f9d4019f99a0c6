import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { parseDifference, resolveRun, type ResolvedRun, type RunFlags } from '../config/resolve.ts';
import { PoolproofError } from '../errors.ts';
import { makePlan } from '../experiment/plan.ts';
import { type Host, hostFacts } from '../host.ts';
import { loadFlows } from '../load/load-flows.ts';
import type { Config } from '../model/config.ts';
import type { Plan } from '../model/plan.ts';
import { nativeTools, survey } from '../provision/provide.ts';
import type { ProvisionContext } from '../provision/tool.ts';
import { floorCommand } from '../verdict/forecast.ts';
import { floorOfRun } from './floor-of-run.ts';
import { outlookLines, outlookOf } from './outlook.ts';
import { provisionContext } from './provision-context.ts';

type Options = Pick<RunFlags, 'profile' | 'app' | 'blocks' | 'looks' | 'arms'> & {
  readonly detect?: string;
  readonly json?: true;
};

/** `poolproof plan NAME`: what a run will cost and be able to see. Starts nothing and writes nothing. */
export function planCommand(host: Host): Command {
  return new Command('plan')
    .description('what a run will cost and be able to see, without running it')
    .argument('<bench>', 'a bench of poolproof.config.ts, such as 100-users')
    .option('--detect <percent>', 'say how many blocks this host needs to see such a difference, as 10%')
    .option(
      '--profile <name>',
      'how long and how often: smoke, standard, thorough, reference or one of the configuration (default: standard)',
    )
    .option('--app <name>', 'an app of poolproof.config.ts (default: the first)')
    .option('--blocks <n>', 'how many blocks, each one segment of every arm')
    .option(
      '--looks <a,b>',
      'judge after a blocks and end there if that decides, else after b (as 6,12; instead of --blocks)',
    )
    .option('--arms <a,b>', 'which arms, separated by commas (default: those of the bench)')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { detect, json, ...flags }: Options) => {
      const config = await loadConfig(host.cwd, host.packageRoot);
      const run = resolveRun(config, name, flags, host.env, { command: 'plan', faults: [] });
      const difference = detect === undefined ? null : parseDifference(detect);
      const plan = await planned(host, config, run);
      if (difference !== null && plan.noiseFloor === null) throw noFloor(plan);
      const outlook = outlookOf(plan, difference);
      host.out(json === true ? `${JSON.stringify(outlook, null, 2)}\n` : `${outlookLines(plan, outlook).join('\n')}\n`);
    });
}

function noFloor(plan: Plan): PoolproofError {
  const { bench, profile, app } = plan;
  return new PoolproofError(
    'noise-floor',
    `how many blocks that takes is not known: no noise floor of this host for ${bench}, profile ${profile.name}, app ${app}`,
    { hint: floorCommand(plan) },
  );
}

async function planned(host: Host, config: Config, run: ResolvedRun): Promise<Plan> {
  const context = await provisionContext(host);
  const flows = await loadFlows(path.resolve(host.cwd, run.flows));
  const k6Kind = await installedK6(context);
  const noiseFloor = await floorOfRun(host, context.cacheDir, run, k6Kind);
  // The seed moves orders and users about, which neither cost nor power depends on.
  const found = { seed: run.seed ?? 0, createdAt: host.now(), flows, tools: {}, host: hostFacts(), recorded: null };
  return makePlan(run, config, { ...found, noiseFloor, k6Kind });
}

/** Null while k6 is still to be fetched. */
async function installedK6(context: ProvisionContext): Promise<Plan['k6Kind']> {
  const finding = await survey(nativeTools.k6, context);
  return finding.state === 'found' ? finding.tool.kind : null;
}
