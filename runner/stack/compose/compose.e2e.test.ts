/** The stack of docker-compose.yml for real, where a Docker engine runs. */
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../fixtures/node-app/testing/browser.ts';
import { planSchema } from '../../model/plan.ts';
import { resultSchema } from '../../model/result.ts';
import { segmentSchema } from '../../model/segment.ts';
import { shownIn } from '../../testing/guide.ts';
import { type Ended, packageRoot, runCli, startCli } from '../../testing/cli.ts';
import { withClient } from '../sql.ts';

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

/** The project as a user has it, in a path with a blank: `up --pooled` keeps sessions in Redis, and `brief` is short. */
async function copyProject(): Promise<string> {
  const project = await mkdtemp(path.join(os.tmpdir(), 'poolproof compose '));
  const parts = ['docker-compose.yml', 'package.json', 'fixtures', 'runner', 'reports', 'scenarios'];
  await Promise.all(
    parts.map((part) => cp(path.join(packageRoot, part), path.join(project, part), { recursive: true })),
  );
  await cp(path.join(packageRoot, 'poolproof.config.ts'), path.join(project, 'base.config.ts'));
  await symlink(path.join(packageRoot, 'node_modules'), path.join(project, 'node_modules'));
  const config = `import base from './base.config.ts';
export default {
  ...base,
  arms: base.arms.toSorted((a, b) => Number(b.name === 'pooled-redis') - Number(a.name === 'pooled-redis')),
  profiles: { brief: { blocks: 1, single: true, rampUsersPerS: 25, settleS: 0, steadyS: 4 } },
};
`;
  await writeFile(path.join(project, 'poolproof.config.ts'), config);
  return project;
}

let project = '';
beforeAll(async () => {
  if (skipped !== null) return;
  project = await copyProject();
  const has = await execa('docker', ['image', 'inspect', image], { reject: false });
  if (has.failed) await execa(path.join(packageRoot, 'fixtures/compose/make-image.sh'), [image], { stdio: 'inherit' });
}, 900_000);
afterAll(async () => {
  if (skipped !== null) return;
  await runCli(['down'], { cwd: project, env: images });
  await rm(project, { recursive: true, force: true });
});

describe.skipIf(skipped !== null)('--stack compose', () => {
  it('measures three arms, with the toggle proven and Redis beside each, and leaves nothing behind', async () => {
    const out = path.join(project, 'run');
    const arms = ['--arms', 'direct,pooled,pooled-redis'];
    const args = ['bench', '50-users', '--stack', 'compose', ...arms, '--profile', 'brief', '--gate', 'none'];
    const { exitCode, stderr } = await runCli([...args, '--out', out], { cwd: project, env: images });
    expect(stderr).not.toMatch(/poolproof: /);
    expect(exitCode).toBe(0);
    const folders = await readdir(path.join(out, 'segments'));
    expect(folders).toHaveLength(3);
    for (const folder of folders) {
      const read = (name: string) => readFile(path.join(out, 'segments', folder, name), 'utf8');
      const segment = segmentSchema.parse(JSON.parse(await read('segment.json')));
      const proofs = segment.gates.filter(({ id }) => id === 'toggle-proof' || id === 'read-back');
      expect(proofs.map(({ ok }) => ok)).toEqual([true, true]);
      expect((segment.facts.poolerTransactions ?? 0) > 0).toBe(segment.arm !== 'direct');
      expect(segment.facts.serverLogins).toBeGreaterThan(0);
      expect(await read('redis.log')).toContain('Ready to accept connections');
    }
    const { tools } = planSchema.parse(JSON.parse(await readFile(path.join(out, 'plan.json'), 'utf8')));
    expect(tools['redis']).toEqual(tools['postgres']);
    const { segments } = resultSchema.parse(JSON.parse(await readFile(path.join(out, 'result.json'), 'utf8')));
    // Also where nobody uses it.
    expect(segments.filter(({ cpuS }) => cpuS.redis !== undefined)).toHaveLength(3);
    expect(await leftOvers()).toBe('');
  }, 900_000);

  it('leaves nothing behind when the runner is killed', async () => {
    const args = [
      'bench',
      '50-users',
      '--stack',
      'compose',
      '--profile',
      'smoke',
      '--out',
      path.join(project, 'killed'),
    ];
    // Without an arm that needs Redis nobody looks for its image.
    const cli = startCli(args, { env: { ...images, REDIS_IMAGE: 'localhost:1/no-such-image' } });
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

/** Runs a command in a container of the standing stack. */
async function inContainer(service: string, command: readonly string[]): Promise<string> {
  const filters = ['name=poolproof-up-', `label=com.docker.compose.service=${service}`];
  const { stdout: id } = await execa('docker', ['ps', '-q', ...filters.flatMap((filter) => ['--filter', filter])]);
  return (await execa('docker', ['exec', id, ...command])).stdout;
}

/** How many keys Redis holds, asked where the app was told that it is. */
async function keysInRedis(): Promise<number> {
  const url = await inContainer('app-node', ['printenv', 'REDIS_URL']);
  return Number(await inContainer('redis', ['redis-cli', '-u', url, 'dbsize']));
}

/** A port of the standing stack, by .env. */
async function portOf(name: string): Promise<number> {
  const dotenv = await readFile(path.join(project, '.env'), 'utf8');
  return Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(dotenv)?.[1]);
}

async function poolproof(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return await runCli(args, { cwd: project, env: { ...images, ...env } });
}

describe.skipIf(skipped !== null)('up --stack compose', () => {
  const password = `it's "100%" $HOME pä`;
  const sessionRows = async (): Promise<unknown> => {
    const role = { host: '127.0.0.1', database: 'poolproof', user: 'poolproof_app', password };
    return await withClient({ ...role, port: await portOf('POSTGRES_PORT') }, async (client) => {
      return (await client.query('SELECT session_key FROM django_session')).rows;
    });
  };

  it('puts a stack up whose app keeps its sessions in Redis, and not in the database', async () => {
    const { exitCode, stderr } = await poolproof(['up', '--pooled', '--stack', 'compose'], {
      POSTGRES_PASSWORD: password,
    });
    expect(stderr).not.toContain(password);
    expect(exitCode).toBe(0);
    expect(await leftOvers()).toContain('poolproof-up-');
    const before = await keysInRedis();
    const appPort = await portOf('APP_PORT');
    for (const user of [1, 2, 3]) {
      const browser = openBrowser(appPort);
      expect((await browser.logIn(user)).status).toBe(302);
      expect((await browser.get('/dashboard/')).body).toContain(`<span class="user">loadtest00${user}</span>`);
      browser.close();
    }
    expect(await keysInRedis()).toBe(before + 3);
    expect(await sessionRows()).toEqual([]);
  }, 300_000);

  it('is one that verify finds nothing wrong with, and is taken down', async () => {
    const verified = await poolproof(['verify']);
    expect(verified.stdout).toMatch(/^ok +processes +app, PgBouncer, Redis and Postgres run/m);
    expect(verified.stdout).toMatch(/^ok +toggle proof/m);
    expect(verified.stdout).toMatch(/^ok +console .*listens on 127\.0\.0\.1$/m);
    expect(verified.stdout).toMatch(/ 0 failed$/m);
    expect((await poolproof(['pools', '--once'])).stdout).toMatch(/transaction/);
    const down = await poolproof(['down']);
    expect(down.stdout).toMatch(/^redis +stopped$/m);
    expect(down.stdout).toMatch(/^postgres +stopped$/m);
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
