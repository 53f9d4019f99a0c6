import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningStack } from '../model/stack.ts';
import { probeRedis } from './redis.ts';
import {
  isListening,
  makeTestFolder,
  openTestStack,
  removeTestFolder,
  testArm,
  testConfig,
  testTools,
  type TestStack,
  whyNoRedis,
} from './testing/harness.ts';

const arm = testArm({ name: 'with-redis', env: { REDIS_URL: '{redisUrl}' } });

const noRedis = await whyNoRedis();
if (noRedis !== null) console.warn(`SKIPPED, Redis in the native stack: ${noRedis}`);

let dir: string;
let test: TestStack;
beforeAll(async () => {
  if (noRedis !== null) return;
  dir = await makeTestFolder();
  const tools = await testTools({ redis: true });
  test = await openTestStack(path.join(dir, 'cache'), testConfig(), { arms: [arm], tools });
});
afterAll(async () => {
  if (noRedis !== null) return;
  await test.cleanup.run();
  await removeTestFolder(dir);
});

async function redisOf(running: RunningStack): Promise<{ port: number; pid: number }> {
  const response = await fetch(`${running.baseUrl}/env`, { headers: { connection: 'close' } });
  const port = Number(/redis:\/\/127\.0\.0\.1:(\d+)/.exec(await response.text())?.[1]);
  return { port, pid: running.processes.find(({ role }) => role === 'redis')?.pid ?? 0 };
}

it.skipIf(noRedis !== null)(
  'is named, runs where the app is told, stops with the stack, and is missed when it dies',
  async () => {
    expect(test.stack.tools).toMatchObject({ redis: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const first = await test.stack.start(arm, path.join(dir, 'segments', '1'));
    const { port } = await redisOf(first);
    expect(await probeRedis(port)).toBeNull();
    await first.stop();
    expect(await isListening(port)).toBe(false);
    const second = await test.stack.start(arm, path.join(dir, 'segments', '2'));
    process.kill((await redisOf(second)).pid, 'SIGKILL');
    expect((await second.died).message).toBe('redis was ended by SIGKILL');
    await second.stop();
  },
);
