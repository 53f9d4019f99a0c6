import { expect, it } from 'vitest';
import { segmentDir, segmentPaths } from './paths.ts';

it.each([
  [1, 'direct', 'segments/01-direct'],
  [42, 'pooled-persistent', 'segments/42-pooled-persistent'],
  [100, 'pooled', 'segments/100-pooled'],
])('segment %i of %s is in %s', (index, arm, dir) => {
  expect(segmentDir(index, arm)).toBe(dir);
  expect(segmentPaths('/run', index, arm).load).toBe(`/run/${dir}/load.ndjson`);
});
