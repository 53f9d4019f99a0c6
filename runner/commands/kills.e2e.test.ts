/** Every part of a run, and the run itself, ended at every stage of it. Several at once: each is its own run. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectBrokenOff, expectNothingLeft, portsOf } from '../testing/aftermath.ts';
import { processesOf, type RunningCli, startTinyRun, until } from '../testing/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-kills-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Part = 'k6' | 'app' | 'postgres' | 'pgbouncer';
const parts: readonly Part[] = ['k6', 'app', 'postgres', 'pgbouncer'];

/** What their command lines look like. */
const commandOf: Record<Part, RegExp> = {
  k6: /\/k6 run /,
  app: /node .*\.c?m?js/,
  postgres: /bin\/postgres -D/,
  pgbouncer: /pgbouncer .*\.ini/,
};

/** What the runner says at each stage. The last line of a segment's load may not come, when k6 is ended before it is due. */
const saidIn = {
  start: /order: /,
  ramp: /ramp \d+\/\d+ s/,
  steady: /steady \d+\/\d+ s/,
  stopping: /end \d+\/\d+ s|segment 1 direct is|segment 2\/2/,
} as const;

async function pidOf(cli: RunningCli, part: Part): Promise<number | null> {
  return (await processesOf(cli.pid)).find(({ command }) => commandOf[part].test(command))?.pid ?? null;
}

/** Kills the part as soon as it is there. */
async function kill(cli: RunningCli, part: Part): Promise<void> {
  let pid: number | null = null;
  const isThere = async () => (pid = await pidOf(cli, part)) !== null;
  await until(isThere, 90_000, () => `no ${part} to kill`);
  end(pid ?? 0);
}

/** It may have ended by itself since it was seen. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

const timeout = 240_000;

const concurrent = { concurrent: true } as const;

describe('killed while it starts', concurrent, () => {
  it.each(parts)('%s: exits 4, says who died, leaves nothing', { timeout }, async (part) => {
    const cli = startTinyRun(path.join(folder, `${part}-start`));
    await cli.said(saidIn.start);
    await kill(cli, part);
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toMatch(new RegExp(`poolproof: .*${part}.*(SIGKILL|ended|gone|closed|terminat)`));
    expect(exitCode).toBe(4);
    await expectNothingLeft(cli.pid, []);
  });
});

describe.each(['ramp', 'steady'] as const)('killed in %s', concurrent, (when) => {
  it.each(parts)('%s: exits 4, says who died and its log, leaves nothing', { timeout }, async (part) => {
    const out = path.join(folder, `${part}-${when}`);
    const cli = startTinyRun(out);
    await cli.said(saidIn[when]);
    const ports = await portsOf(cli.pid);
    await kill(cli, part);
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toMatch(new RegExp(`poolproof: .*${part} was ended by SIGKILL`));
    expect(stderr).toContain('last lines of its log:');
    expect(exitCode).toBe(4);
    expect(ports.length).toBeGreaterThanOrEqual(3);
    await expectNothingLeft(cli.pid, ports);
    await expectBrokenOff(out, new RegExp(`${part} was ended by SIGKILL`));
  });
});

describe('killed while it is stopped', concurrent, () => {
  it.each(parts)('%s: ends all the same, and leaves nothing', { timeout }, async (part) => {
    const cli = startTinyRun(path.join(folder, `${part}-stopping`));
    await cli.said(saidIn.stopping);
    const ports = await portsOf(cli.pid);
    const pid = await pidOf(cli, part);
    if (pid !== null) end(pid);
    const { exitCode, stderr } = await cli.ended;
    // The load had ended, or had a moment left: a whole run, or one that broke off, and never a hang.
    expect([0, 4], stderr).toContain(exitCode);
    await expectNothingLeft(cli.pid, ports);
  });
});

const signals = [
  ['SIGINT', 1, 130],
  ['SIGINT', 2, 130],
  ['SIGTERM', 1, 143],
  ['SIGTERM', 2, 143],
] as const;

describe.each(['start', 'ramp', 'steady', 'stopping'] as const)('told to stop in %s', concurrent, (when) => {
  it.each(signals)('by %s, %i×: exits %i, leaves nothing', { timeout }, async (signal, times, code) => {
    const out = path.join(folder, `${signal}-${times}-${when}`);
    // One of them has planned looks, and breaks off like the others.
    const looks = when === 'steady' && signal === 'SIGINT' && times === 1 ? ['--looks', '6,12'] : [];
    const cli = startTinyRun(out, {}, looks);
    await cli.said(saidIn[when]);
    const ports = await portsOf(cli.pid);
    for (let time = 0; time < times; time += 1) cli.kill(signal);
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toContain(`stopped by ${signal}`);
    expect(exitCode).toBe(code);
    await expectNothingLeft(cli.pid, ports);
    if (when === 'ramp' || when === 'steady') await expectBrokenOff(out, new RegExp(`^stopped by ${signal}$`));
  });
});

describe('the runner itself killed', concurrent, () => {
  it.each(['ramp', 'steady'] as const)('in %s: leaves nothing either', { timeout }, async (when) => {
    const cli = startTinyRun(path.join(folder, `runner-${when}`));
    await cli.said(saidIn[when]);
    const ports = await portsOf(cli.pid);
    expect((await processesOf(cli.pid)).length).toBeGreaterThan(3);
    cli.kill('SIGKILL');
    await cli.ended;
    await expectNothingLeft(cli.pid, ports, 30_000);
  });
});
