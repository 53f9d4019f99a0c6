import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { makeScratch } from '../provision/scratch.ts';
import { findServiceUser, type ServiceUser } from '../provision/service-user.ts';
import type { ProvidedTool } from '../provision/tool.ts';
import type { DriverReport, DriverRequest } from './testing/driver.ts';
import {
  bundleForNode,
  isAlive,
  isListening,
  makeTestFolder,
  openTestStack,
  packageRoot,
  processesIn,
  removeTestFolder,
  scratchLeft,
  sharedMemoryOf,
  testArm,
  testConfig,
  testingDir,
  testTools,
  wardenOf,
  whyNoRedis,
  type TestStack,
} from './testing/harness.ts';

const noRedis = await whyNoRedis();
if (noRedis !== null) console.warn(`SKIPPED, a port of Redis that another program takes: ${noRedis}`);

let dir: string;
let cacheDir: string;
beforeAll(async () => {
  dir = await makeTestFolder();
  cacheDir = path.join(dir, 'cache');
});
afterAll(() => removeTestFolder(dir));

function codeOf(error: unknown): string {
  return error instanceof PoolproofError ? error.code : String(error);
}

function segment(name: string): string {
  return path.join(dir, name);
}

async function expectNothingLeft(test: TestStack): Promise<void> {
  expect(await processesIn(test.guard.dir)).toEqual([]);
  expect((await readdir(test.guard.dir)).filter((name) => name.startsWith('segment'))).toEqual([]);
}

async function expectAllGone({ pids, ports, dir: scratch }: DriverReport): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
      expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
      expect(await processesIn(scratch)).toEqual([]);
      await expect(readdir(scratch)).rejects.toThrow('ENOENT');
    },
    { timeout: 15_000, interval: 50 },
  );
}

describe('an app that misbehaves', () => {
  let test: TestStack;
  beforeAll(async () => {
    test = await openTestStack(cacheDir, testConfig({}, 2));
  });
  afterAll(() => test.cleanup.run());

  it.each([
    { mode: 'exit', message: /^app exited with code 1 before it was ready$/, tail: 'this app gives up at once' },
    {
      mode: 'wrong',
      message: /^app was not ready within 2 s: GET .ready answered 503(, and then no answer)?$/,
      tail: 'mode wrong',
    },
    { mode: 'deaf', message: /^app was not ready within 2 s: connect ECONNREFUSED/, tail: 'mode deaf' },
  ])('$mode: says so with its log, and leaves nothing', async ({ mode, message, tail }) => {
    const starting = test.stack.start(testArm({ env: { MODE: mode } }), segment(mode));
    await expect(starting).rejects.toMatchObject({
      code: 'stack',
      message: expect.stringMatching(message),
      logTail: expect.stringContaining(tail),
    });
    await expectNothingLeft(test);
  });

  it('finds its port taken at the last moment: says what to do', async () => {
    const starting = test.stack.start(testArm({ env: { PORT: '{postgresPort}' } }), segment('late'));
    await expect(starting).rejects.toMatchObject({
      code: 'stack',
      logTail: expect.stringContaining('EADDRINUSE'),
      hint: 'another program took the port of app at that moment: try again',
    });
    await expectNothingLeft(test);
  });

  it('has nowhere to log', async () => {
    await writeFile(segment('file'), '');
    const starting = test.stack.start(testArm(), segment('file/01-direct'));
    await expect(starting).rejects.toMatchObject({ code: 'stack', message: expect.stringContaining('cannot make') });
    await expectNothingLeft(test);
  });

  it('ignores SIGTERM: is killed, and that is said', async () => {
    const running = await test.stack.start(testArm({ env: { MODE: 'ignore-term' } }), segment('ignore-term'));
    await running.stop();
    expect(test.lines).toContain('app did not stop when asked and was killed');
    await expectNothingLeft(test);
  });
});

/** A server that waits, as it starts, until the test has taken its port. */
async function holdUp(
  tool: ProvidedTool,
  portOf: string,
): Promise<{ tool: ProvidedTool; takePort(): Promise<Server> }> {
  const name = path.basename(tool.path);
  const own = segment(`held-up-${name}`);
  await mkdir(own);
  await chmod(own, 0o777);
  const asked = path.join(own, 'asked');
  const taken = path.join(own, 'taken');
  const wrapper = path.join(own, name);
  const script = `#!/bin/sh
port=$(${portOf})
echo "$port" >'${asked}.new' && mv '${asked}.new' '${asked}'
until [ -e '${taken}' ]; do sleep 0.02; done
exec '${tool.path}' "$@"
`;
  await writeFile(wrapper, script, { mode: 0o755 });
  return {
    tool: { ...tool, path: wrapper },
    async takePort() {
      const port = await vi.waitFor(() => readFile(asked, 'utf8'), { timeout: 30_000, interval: 20 });
      const server = createServer((socket) => socket.destroy()).listen(Number(port), '127.0.0.1');
      await once(server, 'listening');
      await writeFile(taken, '');
      return server;
    },
  };
}

describe('a port that another program takes at the last moment', () => {
  beforeAll(async () => {
    // The database that all start from: made with a Postgres as it is.
    await (await openTestStack(cacheDir)).cleanup.run();
  });

  const portsOf = [
    ['postgres', `printf '%s\\n' "$@" | sed -n 's/^port=//p'`],
    ['pgbouncer', `sed -n 's/^listen_port = //p' "$1"`],
    ['redis', `printf '%s' "$2"`],
  ] as const;

  it.each(portsOf.filter(([part]) => part !== 'redis' || noRedis === null))(
    'is that of %s: says so, and what to do',
    async (part, portOf) => {
      const tools = await testTools({ redis: part === 'redis' });
      const real = tools[part];
      if (real === null) throw new Error(`no ${part}`);
      const heldUp = await holdUp(real, portOf);
      const test = await openTestStack(cacheDir, testConfig(), { tools: { ...tools, [part]: heldUp.tool } });
      const refused = test.stack.start(testArm(), segment(`taken-${part}`)).catch((error: unknown) => error);
      const other = await heldUp.takePort();
      expect(await refused).toMatchObject({
        code: 'stack',
        message: expect.stringMatching(new RegExp(`^${part} exited with code 1 before it was ready$`)),
        logTail: expect.stringMatching(/address already in use/i),
        hint: `another program took the port of ${part} at that moment: try again`,
      });
      await expectNothingLeft(test);
      await test.cleanup.run();
      other.close();
    },
  );
});

describe('a part that dies while the stack runs', () => {
  let test: TestStack;
  beforeAll(async () => {
    test = await openTestStack(cacheDir);
  });
  afterAll(() => test.cleanup.run());

  it.each([
    { role: 'app', tail: 'mode ok' },
    { role: 'postgres', tail: 'database system is ready to accept connections' },
    { role: 'pgbouncer', tail: 'process up' },
  ])('$role: who it was is told with its log, and the rest can be stopped', async ({ role, tail }) => {
    const running = await test.stack.start(testArm(), segment(`died-${role}`));
    const pid = running.processes.find((process) => process.role === role)?.pid ?? 0;
    const memory = await sharedMemoryOf(running.processes);
    expect(memory).not.toEqual([]);
    process.kill(pid, 'SIGKILL');
    expect(await running.died).toMatchObject({
      code: 'stack',
      message: `${role} was ended by SIGKILL`,
      logTail: expect.stringContaining(tail),
    });
    await running.stop();
    expect(memory.filter((file) => existsSync(file))).toEqual([]);
    await expectNothingLeft(test);
  });

  it('does not say that a part died which was asked to stop', async () => {
    const running = await test.stack.start(testArm(), segment('asked'));
    const told = vi.fn<() => void>();
    void running.died.then(told);
    await running.stop();
    await sleep(0);
    expect(told).not.toHaveBeenCalled();
  });
});

describe('a start that cannot succeed', () => {
  it('names the port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const test = await openTestStack(cacheDir, testConfig(), { ports: { postgres: port } });
    await expect(test.stack.start(testArm(), segment('taken'))).rejects.toMatchObject({
      code: 'stack',
      message: expect.stringContaining(`port ${port} is not free`),
    });
    await expectNothingLeft(test);
    await test.cleanup.run();
    server.close();
  });

  it('names file, line and SQLSTATE of a faulty seed, and keeps no template', async () => {
    const empty = path.join(dir, 'empty-cache');
    await expect(openTestStack(empty, testConfig({ seed: ['faulty.sql'] }))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/faulty\.sql:3: relation "nowhere" does not exist \(SQLSTATE 42P01\)$/),
    });
    expect(await readdir(empty)).toEqual(['scratch']);
    expect(await scratchLeft(empty)).toEqual([]);
  });

  it('refuses a seed that is not there', async () => {
    const opening = openTestStack(cacheDir, testConfig({ seed: ['none.sql'] }));
    await expect(opening).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/cannot read .*none\.sql/),
    });
  });

  it('ends at once when the stack is closed meanwhile', async () => {
    const test = await openTestStack(cacheDir, testConfig({}, 30));
    const starting = test.stack.start(testArm({ env: { MODE: 'wrong' } }), segment('closed'));
    const refused = starting.then(() => null, codeOf);
    await vi.waitFor(async () => expect(await processesIn(test.guard.dir)).not.toEqual([]), { timeout: 10_000 });
    await Promise.all([test.stack.close(), test.stack.close()]);
    expect(await refused).toBe('interrupted');
    await expectNothingLeft(test);
    await test.cleanup.run();
  });

  it("ends at once when the stack is closed while an arm's SQL runs", async () => {
    const test = await openTestStack(cacheDir);
    const starting = test.stack.start(testArm({ database: { after: 'sleeping.sql' } }), segment('sleeping'));
    const refused = starting.then(() => null, codeOf);
    const log = path.join(segment('sleeping'), 'postgres.log');
    await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toContain('the SQL of the arm sleeps'), {
      timeout: 30_000,
    });
    await test.stack.close();
    expect(await refused).toBe('interrupted');
    await expectNothingLeft(test);
    await test.cleanup.run();
  });

  it('gives up loading when it is interrupted, and keeps no template', async () => {
    const empty = path.join(dir, 'interrupted-cache');
    const abort = new AbortController();
    const opening = openTestStack(empty, testConfig(), { signal: abort.signal });
    const refused = opening.then(() => null, codeOf);
    await vi.waitFor(async () => expect(await processesIn(empty)).not.toEqual([]), { timeout: 10_000, interval: 5 });
    abort.abort();
    expect(await refused).toBe('interrupted');
    expect(await processesIn(empty)).toEqual([]);
    expect(await scratchLeft(empty)).toEqual([]);
  });
});

describe('two runs at once', () => {
  it('share a template that neither has yet', async () => {
    const shared = path.join(dir, 'shared-cache');
    const tests = await Promise.all([openTestStack(shared), openTestStack(shared)]);
    const running = await Promise.all(tests.map((test, n) => test.stack.start(testArm(), segment(`shared-${n}`))));
    const answers = await Promise.all(running.map(async ({ baseUrl }) => (await fetch(`${baseUrl}/ready`)).json()));
    expect(answers).toEqual([{ items: 1000 }, { items: 1000 }]);
    await Promise.all(tests.map((test) => test.cleanup.run()));
    expect(await readdir(path.join(shared, 'templates'))).toHaveLength(1);
    expect(await scratchLeft(shared)).toEqual([]);
  });
});

describe('the runner', () => {
  let driver: string;
  let request: DriverRequest;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    const programs = path.join(dir, 'programs');
    await mkdir(programs);
    driver = await bundleForNode('driver', programs);
    const app = await bundleForNode('stand-in-app', programs);
    const tools = await testTools();
    request = {
      cacheDir,
      packageRoot,
      root: testingDir,
      seed: 'seed.sql',
      appCommand: ['node', app],
      segmentDir: segment('driver'),
      tools,
    };
    env = { PATH: process.env['PATH'], POOLPROOF_POSTGRES: path.dirname(tools.postgres.path) };
  });

  async function startDriver(
    options: Partial<DriverRequest> = {},
    user: ServiceUser | null = null,
  ): Promise<{ child: ChildProcess; report: DriverReport }> {
    const child = spawn(process.execPath, [driver, JSON.stringify({ ...request, ...options })], {
      env,
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      ...user,
    });
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) return { child, report: JSON.parse(line) };
    throw new Error('the driver ended without a word');
  }

  it('is killed: nothing outlives it', async () => {
    const { child, report } = await startDriver();
    expect(report.pids.map(isAlive)).toEqual([true, true, true]);
    const memory = await sharedMemoryOf(report.pids.map((pid) => ({ pid })));
    expect(memory).not.toEqual([]);
    child.kill('SIGKILL');
    await expectAllGone(report);
    expect(memory.filter((file) => existsSync(file))).toEqual([]);
  });

  it('gets Ctrl-C with its whole group: its children are not in it', async () => {
    const { child, report } = await startDriver();
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await vi.waitFor(() => expect(child.signalCode).toBe('SIGINT'), { timeout: 5000 });
    await expectAllGone(report);
  });

  it('is killed together with its warden: the next run clears up', async () => {
    const { child, report } = await startDriver();
    const warden = await wardenOf(child.pid ?? 0);
    process.kill(warden, 'SIGKILL');
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(child.pid ?? 0)).toBe(false), { timeout: 5000 });
    expect(report.pids.map(isAlive)).toEqual([true, true, true]);
    await makeScratch(cacheDir).then(removeTestFolder);
    await expectAllGone(report);
  });

  it('ends by itself: the warden too', async () => {
    const { child, report } = await startDriver();
    const warden = await wardenOf(child.pid ?? 0);
    child.stdin?.end();
    await vi.waitFor(() => expect(child.exitCode).toBe(0), { timeout: 10_000 });
    expect(isAlive(warden)).toBe(false);
    await expectAllGone(report);
  });

  it('is an ordinary user', async () => {
    const own = await makeTestFolder();
    const user = await findServiceUser(process.getuid?.() ?? -1);
    if (user !== null) await chown(own, user.uid, user.gid);
    await copyFile(path.join(testingDir, 'seed.sql'), path.join(own, 'seed.sql'));
    await chmod(path.join(own, 'seed.sql'), 0o644);
    const { child, report } = await startDriver(
      { tools: null, root: own, cacheDir: path.join(own, 'cache'), segmentDir: path.join(own, 'segment') },
      user,
    );
    const owners = await Promise.all(report.pids.map(async (pid) => (await stat(`/proc/${pid}`)).uid));
    expect(new Set(owners)).toEqual(new Set([(await stat(own)).uid]));
    child.stdin?.end();
    await vi.waitFor(() => expect(child.exitCode).toBe(0), { timeout: 10_000 });
    await expectAllGone(report);
    await removeTestFolder(own);
  });
});
