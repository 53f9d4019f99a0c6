/** Apps that cannot be measured, tools that are none, and run folders that cannot be written. */
import { access, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../testing/aftermath.ts';
import { smokeRun, startCli, startTinyRun } from '../testing/cli.ts';

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

/** The PgBouncer that runs take, started with a configuration that it refuses. */
async function refusingPgbouncer(): Promise<string> {
  const { stdout, stderr } = await startCli(['doctor']).ended;
  const [, real = ''] = /^pgbouncer +found +[\d.]+, (\S+)/m.exec(stdout + stderr) ?? [];
  const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-refusing-'));
  await chmod(dir, 0o755);
  const wrapper = path.join(dir, 'pgbouncer');
  // One that was unpacked into the cache has its libraries beside it.
  const libraries = `LD_LIBRARY_PATH=$(echo '${real.replace(/\/s?bin\/pgbouncer$/, '')}'/lib/*-linux-gnu)`;
  const script = `#!/bin/sh\nexport "${libraries}"\ncase "$1" in -*) ;; *) echo 'pool_mode = swimming' >>"$1" ;; esac\nexec '${real}' "$@"\n`;
  await writeFile(wrapper, script, { mode: 0o755 });
  return wrapper;
}

describe('a PgBouncer that refuses its configuration', () => {
  it('exits 4 with what it said, and leaves nothing', { timeout: 120_000 }, async () => {
    const wrapper = await refusingPgbouncer();
    const out = path.join(folder, 'refusing');
    const cli = startTinyRun(out, { POOLPROOF_PGBOUNCER: wrapper });
    const { exitCode, stderr } = await cli.ended;
    await rm(path.dirname(wrapper), { recursive: true });
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
