import path from 'node:path';
import { Command } from 'commander';
import { exitCodeOfVerdict } from './exit-code.ts';
import { gateOption } from './options.ts';
import { judgeFolder } from './judge-folder.ts';
import type { Host } from '../host.ts';
import { dueSegments } from '../model/looks.ts';
import type { Exit } from '../program.ts';
import type { GateMode } from '../config/resolve.ts';

/** `poolproof judge DIR`: the verdict again, from the files alone. */
export function judgeCommand(host: Host, exit: Exit): Command {
  return new Command('judge')
    .description('judge a run again, from its files alone')
    .argument('<dir>', 'a run folder')
    .addOption(gateOption())
    .option('--json', 'print verdict.json')
    .action(async (dir: string, options: { gate: GateMode; json?: true }) => {
      const { plan, verdict, result } = await judgeFolder(path.resolve(host.cwd, dir));
      for (const { index, arm, status, reason } of result.segments) {
        if (status === 'partial') host.say(`segment ${index} (${arm}) is not whole: ${reason}`);
      }
      const there = new Set(result.segments.map(({ index }) => index));
      for (const { index, arm } of dueSegments(plan, result.segments, verdict.look?.number === 1)) {
        if (!there.has(index)) host.say(`segment ${index} (${arm}) is missing`);
      }
      host.out(
        options.json === true
          ? `${JSON.stringify(verdict, null, 2)}\n`
          : `${verdict.verdict}: ${verdict.headline}\n${verdict.answer}\n`,
      );
      exit(exitCodeOfVerdict(verdict.verdict, options.gate));
    });
}
