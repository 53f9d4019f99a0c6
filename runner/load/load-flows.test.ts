import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PoolproofError } from '../errors.ts';
import { flows as reference } from '../../scenarios/flows/reference.ts';
import { bundleScenario } from './bundle.ts';
import { loadFlows } from './load-flows.ts';

const packageRoot = path.join(import.meta.dirname, '../..');
const referenceFile = path.join(packageRoot, 'scenarios/flows/reference.ts');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-flows-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true });
});

/** The error that a promise rejects with. */
async function faultOf(promise: Promise<unknown>): Promise<PoolproofError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PoolproofError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

async function flowFile(name: string, text: string): Promise<string> {
  const file = path.join(dir, name);
  await writeFile(file, text);
  return file;
}

describe('loadFlows', () => {
  it('loads the reference flows as data', async () => {
    const flows = await loadFlows(referenceFile);
    expect(JSON.stringify(flows)).toBe(JSON.stringify(reference));
    expect(flows.login.username(7)).toBe('loadtest007');
  });

  it('lists every fault', async () => {
    const file = await flowFile('faulty.ts', 'export const flows = { userClasses: [] };');
    const fault = await faultOf(loadFlows(file));
    expect(fault.code).toBe('config');
    expect(fault.message).toMatch(
      /^faulty\.ts has 2 faults:\n {2}flows\.login: .*\n {2}flows\.userClasses: at least one class of users$/,
    );
    expect(fault.hint).toBe(`edit ${file}, which must export \`flows\``);
  });

  it.each([
    ['syntax.ts', 'export const flows = {'],
    ['throwing.ts', 'throw new Error("no");'],
    ['importing.ts', 'export { flows } from "./missing.ts";'],
  ])('says of %s that it cannot be loaded', async (name, text) => {
    const file = await flowFile(name, text);
    const fault = await faultOf(loadFlows(file));
    expect(fault.code).toBe('config');
    expect(fault.message).toContain(`${file} cannot be loaded: `);
  });

  it('says so of a file that is not there', async () => {
    expect((await faultOf(loadFlows(path.join(dir, 'none.ts')))).code).toBe('config');
  });
});

describe('bundleScenario', () => {
  it('makes the same file in any folder', async () => {
    const bundles = await Promise.all(
      ['one', 'other'].map((name) =>
        bundleScenario({ packageRoot, flowsFile: referenceFile, outDir: path.join(dir, name) }),
      ),
    );
    expect(bundles[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(bundles[1]?.sha256).toBe(bundles[0]?.sha256);
    expect(bundles[1]?.file).toBe(path.join(dir, 'other/replay.js'));
  });

  it('refuses flows that need Node, naming file and line', async () => {
    const flowsFile = await flowFile('node.ts', 'import fs from "node:fs";\nexport const flows = fs;');
    const fault = await faultOf(bundleScenario({ packageRoot, flowsFile, outDir: dir }));
    expect(fault.code).toBe('config');
    expect(fault.message).toMatch(/node\.ts:1:\d+: ERROR: Could not resolve "node:fs"/);
  });
});
