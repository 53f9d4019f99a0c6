import type { z } from 'zod';
import type { Lines } from '../model/segment-files.ts';
import { DamagedError } from './damaged-error.ts';
import { faultsOf, withFaults } from './faults.ts';

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/**
 * The lines of an NDJSON text, each as its schema has it. A last line that is no JSON was torn when its writer died: it is
 * left out and counted. Anything else that is wrong is refused, every fault with its file and line.
 */
export function parseNdjson<T>(path: string, text: string, schemaOf: (value: unknown) => z.ZodType<T>): Lines<T> {
  const texts = text.split('\n');
  if (texts.at(-1) === '') texts.pop();
  const lines: T[] = [];
  const faults: string[] = [];
  let torn = 0;
  for (const [at, line] of texts.entries()) {
    const parsed = parse(line);
    if (parsed.ok) {
      const checked = schemaOf(parsed.value).safeParse(parsed.value);
      if (checked.success) lines.push(checked.data);
      else faults.push(...faultsOf(checked.error).map((fault) => `${path}:${at + 1}: ${fault}`));
    } else if (at === texts.length - 1) torn = 1;
    else faults.push(`${path}:${at + 1}: not JSON`);
  }
  if (faults.length > 0) throw new DamagedError(withFaults(`${path} is damaged`, faults));
  return { lines, torn };
}
