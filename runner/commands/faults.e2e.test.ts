/** Every part of a run killed at every stage of it, and apps that cannot be measured. */
import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot, processesOf, type RunningCli, startCli, until, smokeRun } from '../testing/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-faults-'));
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

async function pidOf(cli: RunningCli, part: Part): Promise<number | null> {
  return (await processesOf(cli.pid)).find(({ command }) => commandOf[part].test(command))?.pid ?? null;
}

/** Kills the part as soon as it is there. */
async function kill(cli: RunningCli, part: Part): Promise<void> {
  let pid: number | null = null;
  const isThere = async () => (pid = await pidOf(cli, part)) !== null;
  await until(isThere, 60_000, () => `no ${part} to kill`);
  process.kill(pid ?? 0, 'SIGKILL');
}

describe.each(parts)('%s killed', (part) => {
  it.each([
    ['while it starts', /order: /],
    ['in the ramp', /ramp \d+\/\d+ s/],
  ] as const)('%s: exits 4, says who died, leaves nothing running', { timeout: 120_000 }, async (when, said) => {
    const cli = startCli(smokeRun(path.join(folder, `${part} ${when}`)));
    await cli.said(said);
    await kill(cli, part);
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toMatch(new RegExp(`poolproof: .*${part}.*(SIGKILL|ended|gone|closed|terminat)`));
    expect(exitCode).toBe(4);
    expect(await processesOf(cli.pid)).toEqual([]);
  });

  it('while it is being stopped: ends all the same, and leaves nothing running', { timeout: 180_000 }, async () => {
    const cli = startCli(smokeRun(path.join(folder, `${part} in the end`)));
    await cli.said(/end 17\/17 s/);
    const pid = await pidOf(cli, part);
    if (pid !== null) process.kill(pid, 'SIGKILL');
    const { exitCode, stderr } = await cli.ended;
    // The load had ended, or had a moment left: a whole run, or one that broke off, and never a hang.
    expect([0, 4], stderr).toContain(exitCode);
    expect(await processesOf(cli.pid)).toEqual([]);
  });
});

describe('an app that', () => {
  it.each([
    ['exits', /app exited with code 3[^]*the licence key has run out/],
    ['never ready', /app .*503/],
    ['wrong page', /before the load, GET \/page failed: content \(it is another page\)/],
    ['hangs', /before the load, GET \/page failed: timeout/],
  ])('%s: exits 4, says why, leaves nothing running', { timeout: 120_000 }, async (fault, message) => {
    const out = path.join(folder, fault);
    const own = path.join(packageRoot, 'runner', 'testing', 'own-app');
    const cli = startCli(['bench', 'few', '--profile', 'smoke', '--out', out], { cwd: own, env: { FAULT: fault } });
    const { exitCode, stderr, stdout } = await cli.ended;
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(await processesOf(cli.pid)).toEqual([]);
    await expect(access(path.join(out, 'verdict.json'))).rejects.toThrow('ENOENT');
  });
});

describe('what cannot start', () => {
  it.each(['/dev/null/run', '/sys/poolproof/run'])('a run in %s, which cannot be written', async (out) => {
    const { exitCode, stderr } = await startCli(smokeRun(out)).ended;
    expect(stderr).toMatch(/cannot write \/\w+\/\w+\/run: [^]*--out/);
    expect(exitCode).toBe(4);
  });

  it.each(['POOLPROOF_PGBOUNCER', 'POOLPROOF_K6', 'POOLPROOF_POSTGRES'])(
    'a tool that %s names and that is none',
    async (variable) => {
      const out = path.join(folder, variable);
      const { exitCode, stderr } = await startCli(smokeRun(out), { env: { [variable]: '/bin/false' } }).ended;
      expect(stderr).toContain(variable);
      expect(exitCode).toBe(4);
      await expect(readdir(out)).rejects.toThrow('ENOENT');
    },
  );
});

const disk = () => path.join(folder, 'disk');

/** Only root can make a small disk; the rest of the run's files are elsewhere, so that just the run folder is full. */
describe.runIf(process.getuid?.() === 0)('a disk that fills up while the load runs', () => {
  beforeAll(async () => {
    await mkdir(disk());
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=90k', 'tmpfs', disk()]);
  });
  afterAll(() => execa('umount', [disk()]));

  it('exits 4, says so, and leaves nothing running and nothing half-written', { timeout: 120_000 }, async () => {
    const out = path.join(disk(), 'run');
    const cli = startCli(smokeRun(out));
    const { exitCode, stderr, stdout } = await cli.ended;
    expect(stderr).toMatch(/no space left on device|the disk is full/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(await processesOf(cli.pid)).toEqual([]);
    const names = await readdir(out, { recursive: true });
    expect(names.filter((name) => /verdict|result|report|\.tmp$/.test(name))).toEqual([]);
  });
});
