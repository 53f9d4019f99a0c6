/** The stack of docker-compose.yml for real, where a Docker engine runs. */
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segmentSchema } from '../../model/segment.ts';
import { shownIn } from '../../testing/guide.ts';
import { packageRoot, runCli, startCli } from '../../testing/cli.ts';

const image = 'poolproof-local:trixie';
const images = Object.fromEntries(
  ['POSTGRES', 'PGBOUNCER', 'REDIS', 'NODE', 'DJANGO'].map((name) => [`${name}_IMAGE`, image]),
);

/** Why it cannot be tested here; null when it can. */
function whyNot(): string | null {
  const server = execaSync('docker', ['version', '--format', '{{.Server.Version}}'], { reject: false });
  if (server.failed) return server.code === 'ENOENT' ? 'Docker is not installed' : 'no Docker engine is running';
  const has = execaSync('docker', ['image', 'inspect', image], { reject: false });
  if (!has.failed) return null;
  const debootstrap = execaSync('debootstrap', ['--version'], { reject: false });
  return debootstrap.failed ? `there is no image ${image} and no debootstrap to make it with` : null;
}

const skipped = whyNot();
if (skipped !== null) console.log(`SKIPPED: the compose stack, because ${skipped}`);

async function leftOvers(): Promise<string> {
  const flags = ['--filter', 'name=poolproof-', '--format', '{{.Names}}'];
  const containers = await execa('docker', ['ps', '-a', ...flags]);
  const networks = await execa('docker', ['network', 'ls', '--filter', 'name=poolproof-', '--format', '{{.Name}}']);
  return containers.stdout + networks.stdout;
}

describe.skipIf(skipped !== null)('--stack compose', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-compose-'));
    const has = await execa('docker', ['image', 'inspect', image], { reject: false });
    if (has.failed)
      await execa(path.join(packageRoot, 'fixtures/compose/make-image.sh'), [image], { stdio: 'inherit' });
  }, 900_000);
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('measures both arms, with the toggle proven, and leaves nothing behind', async () => {
    const out = path.join(dir, 'run');
    const args = ['bench', '50-users', '--stack', 'compose', '--profile', 'smoke', '--gate', 'none', '--out', out];
    const { exitCode, stderr } = await runCli(args, { env: images });
    expect(stderr).not.toMatch(/poolproof: /);
    expect(exitCode).toBe(0);
    for (const folder of await readdir(path.join(out, 'segments'))) {
      const text = await readFile(path.join(out, 'segments', folder, 'segment.json'), 'utf8');
      const segment = segmentSchema.parse(JSON.parse(text));
      const proofs = segment.gates.filter(({ id }) => id === 'toggle-proof' || id === 'read-back');
      expect(proofs.map(({ ok }) => ok)).toEqual([true, true]);
      expect((segment.facts.poolerTransactions ?? 0) > 0).toBe(segment.arm === 'pooled');
      expect(segment.facts.serverLogins).toBeGreaterThan(0);
    }
    expect(await leftOvers()).toBe('');
  }, 900_000);

  it('leaves nothing behind when the runner is killed', async () => {
    const args = ['bench', '50-users', '--stack', 'compose', '--profile', 'smoke', '--out', path.join(dir, 'killed')];
    const cli = startCli(args, { env: images });
    await cli.said(/segment 1\/2/);
    expect(await leftOvers()).not.toBe('');
    cli.kill('SIGKILL');
    await cli.ended;
    await expect.poll(leftOvers, { timeout: 60_000, interval: 500 }).toBe('');
  }, 300_000);

  it('names the image that is missing, and what mends it', async () => {
    const env = { ...images, PGBOUNCER_IMAGE: 'localhost:1/no-such-image' };
    const { exitCode, stderr } = await runCli(['bench', '50-users', '--stack', 'compose', '--profile', 'smoke'], {
      env,
    });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/image localhost:1\/no-such-image is not on this machine and cannot be pulled/);
    expect(stderr).toMatch(/try: .*PGBOUNCER_IMAGE=…/);
  });
});

describe.skipIf(skipped !== null)('up --stack compose', () => {
  let project = '';
  const poolproof = (args: string[]) => runCli(args, { cwd: project, env: images });
  beforeAll(async () => {
    project = await mkdtemp(path.join(os.tmpdir(), 'poolproof up '));
    const parts = [
      'docker-compose.yml',
      'package.json',
      'poolproof.config.ts',
      'fixtures',
      'runner',
      'reports',
      'scenarios',
    ];
    await Promise.all(
      parts.map((part) => cp(path.join(packageRoot, part), path.join(project, part), { recursive: true })),
    );
    await symlink(path.join(packageRoot, 'node_modules'), path.join(project, 'node_modules'));
  });
  afterAll(async () => {
    await poolproof(['down']);
    await rm(project, { recursive: true, force: true });
  });

  it('puts a stack up that verify finds nothing wrong with, and takes it down', async () => {
    const password = `it's "100%" $HOME pä`;
    const { exitCode, stderr } = await runCli(['up', '--pooled', '--stack', 'compose'], {
      cwd: project,
      env: { ...images, POSTGRES_PASSWORD: password },
    });
    expect(stderr).not.toContain(password);
    expect(exitCode).toBe(0);
    expect(await leftOvers()).toContain('poolproof-up-');
    const verified = await poolproof(['verify']);
    expect(verified.stdout).toMatch(/^ok +toggle proof/m);
    expect(verified.stdout).toMatch(/^ok +console .*listens on 127\.0\.0\.1$/m);
    expect(verified.stdout).toMatch(/ 0 failed$/m);
    expect((await poolproof(['pools', '--once'])).stdout).toMatch(/transaction/);
    expect((await poolproof(['down'])).stdout).toMatch(/^postgres +stopped$/m);
    expect(await leftOvers()).toBe('');
  }, 300_000);
});

describe('--stack compose without Docker', () => {
  it('says that Docker was not found, and what mends it', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-path-'));
    await symlink(process.execPath, path.join(dir, 'node'));
    const { exitCode, stderr } = await runCli(['bench', '50-users', '--stack', 'compose'], { env: { PATH: dir } });
    await rm(dir, { recursive: true });
    expect(stderr).toMatch((await shownIn('troubleshooting.md', 'docker'))[0]?.pattern ?? /^$/);
    expect(exitCode).toBe(4);
  });

  it.skipIf(skipped === 'Docker is not installed')('says that no engine is running, and what mends it', async () => {
    const env = { ...images, DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    const { exitCode, stderr } = await runCli(['bench', '50-users', '--stack', 'compose'], { env });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch((await shownIn('troubleshooting.md', 'engine'))[0]?.pattern ?? /^$/);
    expect(stderr).toMatch(/^try: sudo systemctl start docker/m);
  });
});
