/** Reads a stock k6's samples from its standard output and writes load.ndjson: the shell around the fold. */
import { StringDecoder } from 'node:string_decoder';
import { messageOf, PoolproofError } from '../../errors.ts';
import type { LoadLine } from '../../model/load-line.ts';
import { type NdjsonWriter, openNdjson } from '../../run-folder/ndjson-writer.ts';
import { readKitSample } from './kit-sample.ts';
import { createLoadFold, type LoadFold } from './load-fold.ts';

/**
 * Reads to the end of `points` and writes their lines to `loadFile`. Backpressure reaches k6: nothing is read while lines are
 * written. What follows a broken sample is still counted, and what follows a failed write still read, so that k6, which
 * `onFault` should stop, is not held up by a full pipe.
 * @param onFault called once, with the first fault
 * @returns the first fault (PoolproofError `k6` for a broken sample, `disk` for a failed write); null when all is well
 */
export async function readPoints(
  points: AsyncIterable<Buffer>,
  loadFile: string,
  onFault: (fault: PoolproofError) => void,
): Promise<PoolproofError | null> {
  let first: PoolproofError | null = null;
  const fail = (error: unknown): void => {
    if (first !== null) return;
    first = error instanceof PoolproofError ? error : new PoolproofError('k6', messageOf(error), { cause: error });
    onFault(first);
  };
  const writer = await lineWriter(loadFile, fail);
  const fold = createLoadFold();
  try {
    for await (const lines of wholeLines(points)) {
      addLines(fold, lines, fail);
      await writer.append(fold.due());
    }
  } catch (error) {
    fail(error);
  }
  await writer.append(fold.close(Infinity));
  await writer.close();
  return first;
}

/** A writer that reports its first failure and then writes nothing any more: the file must end with a whole line. */
async function lineWriter(file: string, fail: (error: unknown) => void): Promise<NdjsonWriter<LoadLine>> {
  const opened = await openNdjson<LoadLine>(file).catch((error: unknown) => {
    fail(error);
    return null;
  });
  let failed = false;
  return {
    async append(lines) {
      if (failed || lines.length === 0) return;
      await opened?.append(lines).catch((error: unknown) => {
        failed = true;
        fail(error);
      });
    },
    close: async () => opened?.close().catch(fail),
  };
}

/** A torn last line is dropped: k6 was killed, and its end says so. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = `${rest}${decoder.write(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}

function addLines(fold: LoadFold, lines: readonly string[], fail: (error: unknown) => void): void {
  for (const line of lines) {
    try {
      const sample = readKitSample(line);
      if (sample !== null) fold.add(sample);
    } catch (error) {
      fail(error);
    }
  }
}
