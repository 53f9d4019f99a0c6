/** From a resolved run to a folder of segments: tools, stack, plan, experiment. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { type Cleanup, createCleanup } from '../cleanup.ts';
import type { ResolvedRun } from '../config/resolve.ts';
import { messageOf } from '../errors.ts';
import { runExperiment } from '../experiment/experiment.ts';
import type { Workbench } from '../experiment/live-segment.ts';
import { announce, type Found, makePlan } from '../experiment/plan.ts';
import { type Host, hostFacts } from '../host.ts';
import { type Bundle, bundleScenario } from '../load/bundle.ts';
import { loadFlows } from '../load/load-flows.ts';
import type { Config } from '../model/config.ts';
import type { Flows } from '../model/flow.ts';
import { type Plan, type PlannedSegment, planSchema, type Tool } from '../model/plan.ts';
import type { RecordedRuns } from '../model/recorded-runs.ts';
import { segmentSchema } from '../model/segment.ts';
import { foldResult } from '../result/fold-result.ts';
import { foldSegment } from '../result/fold-segment.ts';
import { createRunFolder, removeEmptyFolder } from '../run-folder/create-run-folder.ts';
import { runPaths, segmentPaths } from '../run-folder/paths.ts';
import { readRecordedRuns } from '../run-folder/read-recorded-runs.ts';
import { eachSegment, readSegmentFiles } from '../run-folder/read-run.ts';
import { writeJson } from '../run-folder/write-file.ts';
import { withBlockGates } from '../verdict/block-gates.ts';
import { blockOf } from '../verdict/blocks.ts';
import { forecastLines } from '../verdict/forecast.ts';
import { judgeFirstLook } from '../verdict/judge.ts';
import { decides } from '../verdict/looks.ts';
import { startGuard } from '../warden.ts';
import { floorOfRun } from './floor-of-run.ts';
import { firstLookLine, interimLine } from './interim.ts';
import { type OpenedStack, openStack } from './open-stack.ts';
import { provisionContext } from './provision-context.ts';

interface Request {
  readonly host: Host;
  readonly config: Config;
  readonly run: ResolvedRun;
  readonly flowsFile: string;
  readonly flows: Flows;
  readonly recorded: RecordedRuns | null;
  readonly runDir: string;
}

/** Runs the bench; `made` is told the run folder as soon as there is one. Whatever was started is stopped at the end. */
export async function runBench(
  host: Host,
  config: Config,
  run: ResolvedRun,
  made: (folder: string) => void,
): Promise<void> {
  const flowsFile = path.resolve(host.cwd, run.flows);
  const flows = await loadFlows(flowsFile);
  const recorded =
    run.recorded === null ? null : await readRecordedRuns(path.resolve(host.cwd, run.recorded), run.users);
  const out = run.out === null ? null : path.resolve(host.cwd, run.out);
  const runDir = await createRunFolder({ cwd: host.cwd, bench: run.bench, now: host.now(), out });
  made(runDir);
  const cleanup = createCleanup();
  try {
    const bench = await setUp({ host, config, run, flowsFile, flows, recorded, runDir }, cleanup);
    await runExperiment(bench, {
      isVoided: (segments) => reviewBlock(bench, segments),
      endsAtFirstLook: () => takeFirstLook(bench),
    });
    // Between the end of the last load and here nobody listens to it.
    host.interrupted.throwIfAborted();
  } catch (error) {
    await cleanup.run().catch((further: unknown) => host.say(`while stopping: ${messageOf(further)}`));
    await removeEmptyFolder(runDir);
    // Whatever broke on the way down after an interrupt broke because of it.
    throw host.interrupted.aborted ? host.interrupted.reason : error;
  }
  await cleanup.run();
}

/** Says how the arms stand after a block, and whether a gate voided it; writes down what the gates of the block read. */
async function reviewBlock({ plan, runDir, say }: Workbench, segments: readonly PlannedSegment[]): Promise<boolean> {
  const files = await Promise.all(segments.map((segment) => readSegmentFiles(runDir, segment)));
  const block = blockOf(
    plan,
    files.map((segment) => foldSegment(plan, segment)),
  );
  for (const { segment } of files) {
    if (segment === null) continue;
    const gates = withBlockGates(segment.gates, block.gates);
    await writeJson(segmentPaths(runDir, segment.index, segment.arm).segment, segmentSchema, { ...segment, gates });
  }
  const line = interimLine(plan, block);
  if (line !== null) say(line);
  return block.state === 'voided';
}

/** Judges what was measured up to the first look as `judge` will, and says what comes of it; true when the run ends with it. */
async function takeFirstLook({ plan, runDir, say }: Workbench): Promise<boolean> {
  const first = judgeFirstLook(plan, await foldResult(plan, eachSegment(runDir)));
  if (plan.looks !== null) say(firstLookLine(plan.looks, first?.verdict ?? null));
  return first !== null && decides(first.verdict);
}

async function setUp(request: Request, cleanup: Cleanup): Promise<Workbench> {
  const { host, run, flowsFile, runDir } = request;
  const context = await provisionContext(host);
  const guard = await startGuard(context.cacheDir);
  cleanup.add('ending the watchdog', () => guard.close());
  const { stack, k6 } = await openStack(request, context, guard);
  cleanup.add('closing the stack', () => stack.close());
  const scenario = await bundleScenario({ packageRoot: host.packageRoot, flowsFile, outDir: guard.dir });
  const noiseFloor = await floorOfRun(host, context.cacheDir, run, k6.kind);
  const plan = planOf(request, {
    tools: { ...stack.tools, ...loadTools(k6, run, scenario) },
    noiseFloor,
    k6Kind: k6.kind,
  });
  await writeJson(runPaths(runDir).plan, planSchema, plan);
  for (const line of [...announce(plan), ...forecastLines(plan)]) host.say(line);
  return {
    plan,
    runDir,
    stack,
    settingsPath: run.app.settingsPath ?? null,
    k6: { binary: k6.path, kind: k6.kind, script: scenario.file },
    guard,
    env: host.env,
    runnerPid: host.pid,
    interrupted: host.interrupted,
    nowMs: () => host.now().getTime(),
    say: host.say,
  };
}

function planOf(
  { host, config, run, flows, recorded }: Request,
  found: Pick<Found, 'tools' | 'noiseFloor' | 'k6Kind'>,
): Plan {
  const seed = run.seed ?? randomInt(2 ** 32);
  return makePlan(run, config, { ...found, seed, createdAt: host.now(), flows, host: hostFacts(), recorded });
}

function loadTools(k6: OpenedStack['k6'], run: ResolvedRun, scenario: Bundle): Record<string, Tool> {
  return {
    k6: { version: k6.version, source: k6.source, sha256: k6.sha256 },
    scenario: { version: scenario.sha256.slice(0, 12), source: `bundled with ${run.flows}`, sha256: scenario.sha256 },
  };
}
