import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planSchema } from '../model/plan.ts';
import { resultSchema } from '../model/result.ts';
import { judge } from './judge.ts';

const results = path.resolve(import.meta.dirname, '../../fixtures/results');

describe.each(['50-users', '100-users'])('the recorded run of %s', (bench) => {
  const read = (name: string) => readFile(path.join(results, bench, name), 'utf8');

  it('is judged as it was, byte for byte', async () => {
    const plan = planSchema.parse(JSON.parse(await read('plan.json')));
    const result = resultSchema.parse(JSON.parse(await read('result.json')));
    expect(`${JSON.stringify(judge(plan, result), null, 2)}\n`).toBe(await read('verdict.json'));
  });
});
