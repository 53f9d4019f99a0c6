import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { bundleForNode, makeTestFolder, removeTestFolder } from '../testing/harness.ts';

it('keeps the process until the watch over containers is let go of', async () => {
  const dir = await makeTestFolder();
  const program = await bundleForNode('let-go', dir);
  const { exitCode, stdout } = await execa('node', [program], { cwd: path.dirname(program), reject: false });
  await removeTestFolder(dir);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'let go' });
});
