import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Lines of a log, read as they come or given whole. */
export type Lines = AsyncIterable<string> | Iterable<string>;

/** The lines of a file from a byte on, without holding it in memory. Rejects while being read when the file cannot be. */
export async function* linesOf(file: string, fromByte = 0): AsyncGenerator<string> {
  const input = createReadStream(file, { encoding: 'utf8', start: fromByte });
  // Opened first, because readline does not pass on an error that comes before its first line.
  await new Promise((resolve, reject) => input.once('open', resolve).once('error', reject));
  yield* createInterface({ input, crlfDelay: Infinity });
}
