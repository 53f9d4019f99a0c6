import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { until } from '../testing/cli.ts';
import { startDutyCycle } from './duty-cycle.ts';

/** The letter of /proc/PID/stat: T while stopped. */
async function stateOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').charAt(0);
}

it('stops a process for most of the time, and lets it run again for good', async () => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const letRun = startDutyCycle(pid, 0.1);
  try {
    await until(
      async () => (await stateOf(pid)) === 'T',
      20_000,
      () => 'it was never stopped',
    );
    letRun();
    letRun();
    await until(
      async () => (await stateOf(pid)) !== 'T',
      20_000,
      () => 'it stayed stopped',
    );
    expect(child.exitCode).toBeNull();
  } finally {
    letRun();
    child.kill('SIGKILL');
  }
});
