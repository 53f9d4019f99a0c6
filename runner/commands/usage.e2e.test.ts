import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';

describe('a wrong command line exits 5 and says what would be right', () => {
  it.each([
    [['bench', '100-user'], /unknown bench "100-user"; did you mean "100-users"\?/],
    [['bench', '100-users', '--arms', 'direct,poold'], /unknown arm "poold"; did you mean "pooled"\?/],
    [['bench', '100-users', '--profile', 'smok'], /unknown profile "smok"; did you mean "smoke"\?/],
    [['bench', '100-users', '--profil', 'smoke'], /unknown option '--profil'\s+\(Did you mean --profile\?\)/],
    [['bench', '100-users', '--blocks', '7'], /the next number that does is 8/],
    [['bench', '100-users', '--looks', '6,20'], /--looks 6,20: [^]*the next numbers that do are 10,20/],
    [['bench', '100-users', '--looks', '6,12', '--blocks', '12'], /Leave --blocks out/],
    [['bench', '100-users', '--gate', 'nonne'], /unknown gate "nonne"; did you mean "none"\?/],
    [['aa', '100-users', '--arm', 'poold'], /unknown arm "poold"; did you mean "pooled"\?[^]*try: poolproof aa --help/],
    [['aa', '100-users', '--inject', 'heat=3'], /--inject takes delay=10%/],
    [['plan', '100-users', '--detect', 'much'], /--detect takes a difference/],
    [['bench'], /missing required argument 'bench'/],
    [['bech', '100-users'], /unknown command 'bech'\s+\(Did you mean bench\?\)/],
    [['judge', '/nowhere/at/all'], /there is no \/nowhere\/at\/all\/plan\.json/],
    [['judge', '.', '--gate', 'lax'], /Allowed choices are strict, fail, none/],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
  });

  it('lists every mistake of a command line at once', async () => {
    const { stderr } = await runCli(['bench', '100-user', '--profile', 'smok', '--seed', 'x']);
    expect(stderr).toMatch(/unknown bench[^]*unknown profile[^]*--seed takes[^]*try: poolproof bench --help/);
  });

  it.each([
    ['--help'],
    ['bench --help'],
    ['aa --help'],
    ['plan --help'],
    ['judge --help'],
    ['report --help'],
    ['doctor --help'],
    ['up --help'],
    ['verify --help'],
  ])('%s explains and exits 0', async (line) => {
    const { exitCode, stdout } = await runCli(line.split(' '));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: poolproof/);
  });
});

describe('a wrong configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-usage-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is refused with every fault and its path, and nothing is made', async () => {
    const config = {
      apps: {},
      arms: [{ name: 'direct', via: 'postgre' }],
      benches: { b: { users: 0, flows: 'f.ts', arms: ['direct', 'pooled'], criteria: [] } },
    };
    await writeFile(path.join(folder, 'poolproof.config.ts'), `export default ${JSON.stringify(config)};\n`);
    const { exitCode, stderr } = await runCli(['bench', 'b'], { cwd: folder });
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(
      /database: [^]*arms\.0\.via: [^]*benches\.b\.users: [^]*benches\.b\.criteria: [^]*benches\.b\.arms\.1: unknown arm "pooled"/,
    );
    expect(await readdir(folder)).toEqual(['poolproof.config.ts']);
  });
});

describe('poolproof plan', () => {
  it('says what a run costs, and 4 when it cannot say what was asked', async () => {
    const cache = await mkdtemp(path.join(os.tmpdir(), 'poolproof-plan-'));
    try {
      // As root the servers' own user must be able to pass through, else the cache is another.
      await chmod(cache, 0o755);
      const env = { XDG_CACHE_HOME: cache };
      const { exitCode, stdout } = await runCli(['plan', '100-users', '--json'], { env });
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ blocks: 6, segments: 12, looks: null, noiseFloor: null, sees: null });
      const looked = await runCli(['plan', '100-users', '--looks', '6,12'], { env });
      expect(looked.stdout).toMatch(/two looks, each test at one-sided 2\.9 %: after 6 blocks \(about \d+ min\)/);
      const asked = await runCli(['plan', '100-users', '--detect', '10%'], { env });
      expect(asked.exitCode).toBe(4);
      expect(asked.stderr).toMatch(/no noise floor of this host for 100-users[^]*try: npx poolproof aa 100-users/);
    } finally {
      await rm(cache, { recursive: true });
    }
  });
});
