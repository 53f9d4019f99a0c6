/** The vectors that drive the tests of k6's output, read the other way: lines in, counts out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Int32Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AttemptsLine } from '../model/load-line.ts';
import { loadLineSchemaOf } from '../run-folder/load-line-schema.ts';
import { parseNdjson } from '../run-folder/ndjson-reader.ts';
import { eachTime } from './histogram.ts';

const dir = join(import.meta.dirname, '../../fixtures/load-vectors');
const vectorSchema = z.object({
  about: z.string(),
  lines: z.array(z.record(z.string(), z.unknown())),
  decoded: z.array(z.array(z.tuple([z.number(), z.number()])).nullable()),
});
const ruler = new Int32Histogram(1, 3_600_000_000, 3);

/** As the vectors state them: the highest value that counts as equal, and how many there are. */
function decodedPairs(line: AttemptsLine): [number, number][] {
  const pairs: [number, number][] = [];
  eachTime(line, (bucket, count) => {
    pairs.push([ruler.highestEquivalentValue(ruler.valueFromIndex(bucket)), count]);
  });
  return pairs;
}

describe('load vectors', () => {
  const names = readdirSync(dir).filter((name) => name.endsWith('.json'));

  it('has some with a histogram', () => {
    expect(names).toContain('histogram.json');
  });

  it.each(names)('%s', (name) => {
    const vector = vectorSchema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8')));
    const text = vector.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const { lines, torn } = parseNdjson(name, text, loadLineSchemaOf);
    expect({ lines, torn }).toEqual({ lines: vector.lines, torn: 0 });
    const decoded = lines.map((line) =>
      line.type === 'attempts' && line.hdr !== undefined ? decodedPairs(line) : null,
    );
    expect(decoded).toEqual(vector.decoded);
  });
});
