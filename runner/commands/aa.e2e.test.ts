import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultSchema } from '../model/result.ts';
import { processesOf, runCli, startCli } from '../testing/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-aa-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function jsonOf(name: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(folder, 'run', name), 'utf8'));
}

describe('one block of an arm against itself, slowed down on purpose', () => {
  it('slows the second arm, judges nothing, keeps no floor, and says what it was', { timeout: 240_000 }, async () => {
    const flags = ['--profile', 'smoke', '--inject', 'delay=3ms', '--gate', 'none', '--out', path.join(folder, 'run')];
    const cli = startCli(['aa', '50-users', ...flags]);
    const { exitCode, stdout, stderr } = await cli.ended;
    expect(exitCode, stderr).toBe(0);
    expect(await processesOf(cli.pid)).toEqual([]);
    expect(stdout).toMatch(/^## 50-users: (INCONCLUSIVE|INVALID)/);
    expect(stdout).toContain('INJECTED: direct against itself, the second time with a delay of 3 ms');
    expect(stderr).toContain('no noise floor is kept of this run');
    const injected = { kind: 'delay', asked: '3ms', delayMs: 3 };
    expect(await jsonOf('plan.json')).toMatchObject({ aa: { arm: 'direct', injected }, k6Kind: expect.any(String) });
    expect(await jsonOf('verdict.json')).toMatchObject({ aa: { checks: [{ id: 'sign', outcome: 'not judged' }] } });
    const { segments } = resultSchema.parse(await jsonOf('result.json'));
    const said = segments.map(({ arm, appSettings }) => [arm, appSettings?.['injectDelayMs']] as const);
    expect(new Map(said)).toEqual(
      new Map([
        ['direct.a', undefined],
        ['direct.b', 3],
      ]),
    );
    const slowed = segments.filter(({ arm }) => arm === 'direct.b').flatMap(({ endpoints }) => endpoints);
    expect(slowed.filter(({ minMs }) => minMs !== null && minMs < 3)).toEqual([]);
  });
});

it('does not know a share of the median on a host without a floor', async () => {
  // As root the servers' own user must be able to pass through, else the cache is another.
  await chmod(folder, 0o755);
  const flags = ['--profile', 'smoke', '--inject', 'delay=10%', '--out', path.join(folder, 'none')];
  const { exitCode, stderr } = await runCli(['aa', '50-users', ...flags], { env: { XDG_CACHE_HOME: folder } });
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/how long 10% of the median is[^]*try: npx poolproof aa 50-users --app node --profile smoke/);
});
