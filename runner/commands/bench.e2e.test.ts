import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf, startCli, until, smokeRun } from '../testing/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function jsonOf(file: string): Promise<Record<string, unknown>> {
  const value: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  return value;
}

describe.each([
  ['k6', /\/k6 run /, /k6 was ended by SIGKILL/],
  ['the app', /node .*\.c?m?js/, /app was ended by SIGKILL/],
  ['postgres', /bin\/postgres -D/, /postgres was ended by SIGKILL/],
  ['pgbouncer', /pgbouncer .*\.ini/, /pgbouncer was ended by SIGKILL/],
])('%s killed in mid-segment', (who, command, message) => {
  it('exits 4 with the reason and the log’s tail, and leaves nothing running', { timeout: 180_000 }, async () => {
    const out = path.join(folder, who.replace(' ', '-'));
    const cli = startCli(smokeRun(out));
    await cli.said(/steady \d+\/\d+ s/);
    const victim = (await processesOf(cli.pid)).find((process) => command.test(process.command));
    expect(victim, 'the process to kill').toBeDefined();
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toMatch(message);
    expect(stderr).toContain('last lines of its log:');
    expect(exitCode).toBe(4);
    expect(await processesOf(cli.pid)).toEqual([]);
    const [first = ''] = await readdir(path.join(out, 'segments'));
    expect(await jsonOf(path.join(out, 'segments', first, 'segment.json'))).toMatchObject({ status: 'partial' });
    expect(await jsonOf(path.join(out, 'verdict.json'))).toMatchObject({
      verdict: 'INCONCLUSIVE',
      blocks: { whole: 0 },
    });
  });
});

describe.each([
  ['SIGINT', 130, /preparing|about \d+ min/],
  ['SIGINT', 130, /ramp \d+\/\d+ s/],
  ['SIGTERM', 143, /steady \d+\/\d+ s/],
] as const)('%s', (signal, code, when) => {
  it(`exits ${code} when it said ${when}, and leaves nothing running`, { timeout: 180_000 }, async () => {
    const out = path.join(folder, `${signal}-${String(when).replaceAll(/\W+/g, '')}`);
    const cli = startCli(smokeRun(out));
    await cli.said(when);
    cli.kill(signal);
    cli.kill(signal);
    const { exitCode, stderr } = await cli.ended;
    expect(stderr).toContain(`stopped by ${signal}`);
    expect(exitCode).toBe(code);
    expect(await processesOf(cli.pid)).toEqual([]);
    if (!/\d+\/\d+ s/.test(stderr)) return;
    const [first = ''] = await readdir(path.join(out, 'segments'));
    expect(await jsonOf(path.join(out, 'segments', first, 'segment.json'))).toMatchObject({
      status: 'partial',
      reason: `stopped by ${signal}`,
    });
    await access(path.join(out, 'report.html'));
  });
});

describe('SIGKILL of the runner itself', () => {
  it('leaves nothing running either', { timeout: 180_000 }, async () => {
    const cli = startCli(smokeRun(path.join(folder, 'killed')));
    await cli.said(/ramp \d+\/\d+ s/);
    expect((await processesOf(cli.pid)).length).toBeGreaterThan(3);
    cli.kill('SIGKILL');
    await cli.ended;
    let left: string[] = [];
    await until(
      async () => {
        left = (await processesOf(cli.pid)).map(({ command }) => command);
        return left.length === 0;
      },
      20_000,
      () => `still there: ${left.join('\n')}`,
    );
  });
});
