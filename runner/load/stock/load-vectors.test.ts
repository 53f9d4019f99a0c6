/** The vectors that drive the tests of k6's own output: the same samples must give the same lines here. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCounts } from '../../model/hdr-decode.ts';
import type { LoadLine } from '../../model/load-line.ts';
import { readKitSample } from './kit-sample.ts';
import { createLoadFold } from './load-fold.ts';

const dir = path.join(import.meta.dirname, '../../../fixtures/load-vectors');
const vectorSchema = z.object({
  samples: z.array(z.unknown()),
  flushes: z.array(z.object({ afterSamples: z.int(), before: z.int() })).optional(),
  lines: z.array(z.record(z.string(), z.unknown())),
});
type Vector = z.infer<typeof vectorSchema>;

/** The lines that the vector's samples make, flushed when it says so. */
function linesOf({ samples, flushes = [] }: Vector): LoadLine[] {
  const fold = createLoadFold();
  const lines: LoadLine[] = [];
  for (const [index, point] of samples.entries()) {
    const sample = readKitSample(JSON.stringify(point));
    if (sample !== null) fold.add(sample);
    for (const flush of flushes.filter(({ afterSamples }) => afterSamples === index + 1)) {
      lines.push(...fold.close(flush.before));
    }
  }
  return [...lines, ...fold.close(Infinity)];
}

/** The line as text, which shows the order of its keys, with its histogram taken apart: compressors differ. */
function decoded(line: object): string {
  if (!('hdr' in line) || typeof line.hdr !== 'string') return JSON.stringify(line);
  const hdr: [number, number][] = [];
  decodeCounts(line.hdr, (index, count) => hdr.push([index, count]));
  return JSON.stringify({ ...line, hdr });
}

describe('the fold of a stock k6', () => {
  const names = readdirSync(dir).filter((name) => name.endsWith('.json'));

  it('is shown more than one kind of case', () => {
    expect(names.length).toBeGreaterThan(5);
  });

  it.each(names)('makes the lines of %s', (name) => {
    const vector = vectorSchema.parse(JSON.parse(readFileSync(path.join(dir, name), 'utf8')));
    expect(linesOf(vector).map(decoded)).toEqual(vector.lines.map(decoded));
  });
});
