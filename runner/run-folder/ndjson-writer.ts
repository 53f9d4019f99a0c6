/** NDJSON files that grow by whole lines. */
import { open, type FileHandle } from 'node:fs/promises';
import { cannotWrite } from './file-errors.ts';

/** An open NDJSON file. Both calls wait for those before them. */
export interface NdjsonWriter<T> {
  /** Adds lines in one write. Throws PoolproofError when the disk refuses; what was written of them is then cut off. */
  append(lines: readonly T[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens an NDJSON file for appending, making it when it is not there. Its folder must exist. */
export async function openNdjson<T>(path: string): Promise<NdjsonWriter<T>> {
  const file = await open(path, 'a').catch((error: unknown) => {
    throw cannotWrite(path, error);
  });
  let last: Promise<void> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    append: (lines) => inTurn(() => appendWhole(file, path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))),
    close: () => inTurn(() => file.close()),
  };
}

/** A disk that fills up may take half a line; more lines behind it would make the file unreadable, so that half goes. */
async function appendWhole(file: FileHandle, path: string, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(text);
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}
