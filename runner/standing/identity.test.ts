import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { identityOf, isRunning, untilGone } from './identity.ts';

it('knows a process while it runs, and no other with its pid', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const identity = await identityOf(pid);
  expect(identity).not.toBeNull();
  expect(await isRunning({ pid, identity: identity ?? '' })).toBe(true);
  expect(await isRunning({ pid, identity: `${identity}0` })).toBe(false);
  expect(await untilGone({ pid, identity: identity ?? '' }, 0)).toBe(false);
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  expect(await untilGone({ pid, identity: identity ?? '' }, 1000)).toBe(true);
  expect(await identityOf(pid)).toBeNull();
});
