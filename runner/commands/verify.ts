import { Command } from 'commander';
import { exitCodes, PoolproofError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Exit } from '../program.ts';
import { findStanding } from '../standing/standing.ts';
import type { CheckState } from '../standing/verify/finding.ts';
import { readDotenv } from '../standing/verify/subject.ts';
import { type Checked, verify } from '../standing/verify/verify.ts';
import { provisionContext } from './provision-context.ts';

/** `poolproof verify`: whether the standing stack does what it should, a line for each check. */
export function verifyCommand(host: Host, exit: Exit): Command {
  return new Command('verify')
    .description('check the stack that `up` left running: settings, the way through the pooler, security, logs')
    .option('--burst <seconds>', 'how long many clients at once are let in', '5')
    .option('--json', 'print the checks as JSON')
    .action(async (options: { burst: string; json?: true }) => {
      const burstS = burstSeconds(options.burst);
      const { cacheDir } = await provisionContext(host);
      const standing = await findStanding(host.cwd, cacheDir);
      const dotenv = await readDotenv(host.cwd);
      const { interrupted } = host;
      const subject = { standing, dotenv, burstS, nowMs: () => host.now().getTime(), interrupted };
      const checks: Checked[] = [];
      for await (const check of verify(subject)) {
        checks.push(check);
        if (options.json !== true) host.out(renderCheck(check));
      }
      const ok = checks.every(({ state }) => state !== 'failed');
      host.out(options.json === true ? `${JSON.stringify({ ok, checks }, null, 2)}\n` : renderSum(checks));
      exit(ok ? exitCodes.pass : exitCodes.fail);
    });
}

function burstSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 60) return seconds;
  throw new PoolproofError('usage', `--burst takes seconds, up to 60, not "${text}"`, {
    hint: 'poolproof verify --help',
  });
}

const nameWidth = 'authentication'.length;
const stateWidth = 'warning'.length;

/** A line, and below it what mends it. */
export function renderCheck({ name, state, detail, fix }: Checked): string {
  const line = `${state.padEnd(stateWidth)}  ${name.padEnd(nameWidth)}  ${detail}\n`;
  return fix === null ? line : `${line}${' '.repeat(stateWidth + nameWidth + 4)}try: ${fix}\n`;
}

/** `9 ok, 1 warning, 1 failed`. */
export function renderSum(checks: readonly Checked[]): string {
  const count = (wanted: CheckState): number => checks.filter(({ state }) => state === wanted).length;
  const warnings = count('warning');
  return `${count('ok')} ok, ${warnings} warning${warnings === 1 ? '' : 's'}, ${count('failed')} failed\n`;
}
