/** Apps that cannot be measured, logs that lose lines, tools that are none, and run folders that cannot be written. */
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
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

describe('an app that', { concurrent: true }, () => {
  it.each([
    ['exits', /app exited with code 3[^]*the licence key has run out/],
    ['never ready', /app .*503/],
    ['wrong page', /before the load, GET \/page failed: content \(it is another page\)/],
    ['hangs', /before the load, GET \/page failed: timeout/],
    [
      'takes every slot',
      /cannot read activity before the load: sorry, too many clients already \(SQLSTATE 53300\)\ntry: raise database\.maxConnections/,
    ],
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

describe('logs that lose lines while the load runs', { concurrent: true }, () => {
  it('are not counted in: the toggle is not proven then, and why is said', { timeout: 120_000 }, async () => {
    const out = path.join(folder, 'logs');
    const cli = startTinyRun(out);
    await cli.said(/ramp \d+\/\d+ s/);
    const [name = ''] = await readdir(path.join(out, 'segments'));
    const file = (of: string) => path.join(out, 'segments', name, of);
    await truncate(file('postgres.log'));
    await rm(file('pgbouncer.log'));
    await writeFile(file('new.log'), '');
    await rename(file('new.log'), file('app.log'));
    await cli.said(/steady \d+\/\d+ s/);
    cli.kill('SIGINT');
    const { exitCode, stderr } = await cli.ended;
    const notes = [
      "Postgres's log is not whole: it was cut short while the part that writes it ran",
      "PgBouncer's log is not whole: it was removed while the part that writes it ran",
      "the app's log is not whole: another file took its place while the part that writes it ran",
    ];
    for (const note of notes) expect(stderr).toContain(`segment 1 direct: ${note}\n`);
    expect(exitCode).toBe(130);
    const segment: unknown = JSON.parse(await readFile(file('segment.json'), 'utf8'));
    expect(segment).toMatchObject({
      facts: { serverLogins: null, serverLoginsNotPooler: null, refusedConnections: { app: null, log: null } },
      gates: expect.arrayContaining([expect.objectContaining({ id: 'toggle-proof', reading: null, ok: null })]),
      notes,
    });
    await expectNothingLeft(cli.pid, []);
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

const isRoot = process.getuid?.() === 0;
const disk = () => path.join(folder, 'disk');

/** Only root can make a small disk; the rest of the run's files are elsewhere, so that just the run folder is full. */
describe.runIf(isRoot)('a disk that fills up while the load runs (only as root, who can mount one)', () => {
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
});

const closed = () => path.join(folder, 'closed');

describe('a run folder where nothing can be written', () => {
  beforeAll(() => mkdir(closed()));

  it.runIf(isRoot)('for its file system is mounted read-only (only as root, who can mount one)', async () => {
    expect(await mountedReadOnly(closed(), runClosed)).toEqual(refused('the file system is read-only'));
  });

  it.skipIf(isRoot)('for it has no such permission (only as an ordinary user: root needs none)', async () => {
    await chmod(closed(), 0o555);
    expect(await runClosed()).toEqual(refused('permission is denied'));
  });
});

async function mountedReadOnly<T>(dir: string, work: () => Promise<T>): Promise<T> {
  await execa('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', dir]);
  try {
    return await work();
  } finally {
    await execa('umount', [dir]);
  }
}

async function runClosed(): Promise<unknown> {
  const cli = startTinyRun(path.join(closed(), 'run'));
  const ended = await cli.ended;
  await expectNothingLeft(cli.pid, []);
  return { ...ended, made: await readdir(closed()) };
}

function refused(reason: string): unknown {
  const said = `poolproof: cannot write ${path.join(closed(), 'run')}: ${reason}`;
  return { exitCode: 4, stdout: '', stderr: `${said}\ntry: choose a folder that can be written with --out`, made: [] };
}
