/** Apps that cannot be measured, tools that are none, and run folders that cannot be written. */
import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../testing/aftermath.ts';
import { smokeRun, startCli, startTinyRun } from '../testing/cli.ts';
import { wrappedPgbouncer } from '../testing/wrapped-pgbouncer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-faults-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('an app that', () => {
  it.each([
    ['exits', /app exited with code 3[^]*the licence key has run out/],
    ['never ready', /app .*503/],
    ['wrong page', /before the load, GET \/page failed: content \(it is another page\)/],
    ['hangs', /before the load, GET \/page failed: timeout/],
  ])('%s: exits 4, says why, leaves nothing running', { timeout: 120_000 }, async (fault, message) => {
    const out = path.join(folder, fault);
    const cli = startTinyRun(out, { FAULT: fault });
    const { exitCode, stderr, stdout } = await cli.ended;
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    await expectNothingLeft(cli.pid, []);
    await expect(access(path.join(out, 'verdict.json'))).rejects.toThrow('ENOENT');
  });
});

describe('what cannot start', () => {
  it.each(['/dev/null/run', '/sys/poolproof/run'])('a run in %s, which cannot be written', async (out) => {
    const { exitCode, stderr } = await startTinyRun(out).ended;
    expect(stderr).toMatch(/cannot write \/\w+\/\w+\/run: [^]*--out/);
    expect(exitCode).toBe(4);
  });

  it.each(['POOLPROOF_PGBOUNCER', 'POOLPROOF_K6', 'POOLPROOF_POSTGRES'])(
    'a tool that %s names and that is none',
    async (variable) => {
      const out = path.join(folder, variable);
      const { exitCode, stderr } = await startTinyRun(out, { [variable]: '/bin/false' }).ended;
      expect(stderr).toContain(variable);
      expect(exitCode).toBe(4);
      await expect(readdir(out)).rejects.toThrow('ENOENT');
    },
  );
});

describe('a PgBouncer that refuses its configuration', () => {
  it('exits 4 with what it said, and leaves nothing', { timeout: 120_000 }, async () => {
    const refusing = await wrappedPgbouncer('pool_mode = swimming');
    const out = path.join(folder, 'refusing');
    const cli = startTinyRun(out, { POOLPROOF_PGBOUNCER: refusing.file });
    const { exitCode, stderr } = await cli.ended;
    await refusing.remove();
    expect(stderr).toMatch(/poolproof: pgbouncer exited with code 1[^]*last lines of its log:[^]*swimming/);
    expect(exitCode).toBe(4);
    await expectNothingLeft(cli.pid, []);
    await expect(access(path.join(out, 'verdict.json'))).rejects.toThrow('ENOENT');
  });
});

const disk = () => path.join(folder, 'disk');

/** Only root can make a small disk; the rest of the run's files are elsewhere, so that just the run folder is full. */
describe.runIf(process.getuid?.() === 0)(
  'a disk that fills up while the load runs (only as root, who can mount one)',
  () => {
    beforeAll(async () => {
      await mkdir(disk());
      await execa('mount', ['-t', 'tmpfs', '-o', 'size=90k', 'tmpfs', disk()]);
    });
    afterAll(() => execa('umount', [disk()]));

    it('exits 4, says so, and leaves nothing running and nothing half-written', { timeout: 120_000 }, async () => {
      const out = path.join(disk(), 'run');
      // The load of the tiny app would not fill it.
      const cli = startCli(smokeRun(out));
      const { exitCode, stderr, stdout } = await cli.ended;
      expect(stderr).toMatch(/no space left on device|the disk is full/);
      expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
      await expectNothingLeft(cli.pid, []);
      const names = await readdir(out, { recursive: true });
      expect(names.filter((name) => /verdict|result|report|\.tmp$/.test(name))).toEqual([]);
    });
  },
);
