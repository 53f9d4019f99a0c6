import { open } from 'node:fs/promises';
import { linesOf } from '../sample/log-lines.ts';

/** An hour of a busy stack; a log that has grown for weeks is not read whole. */
const mostBytes = 64 * 1024 * 1024;

/** The last lines of a log, the first of them perhaps cut. None when there is no such file. */
export async function* recentLines(file: string): AsyncGenerator<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return;
  const { size } = await handle.stat();
  await handle.close();
  yield* linesOf(file, Math.max(0, size - mostBytes));
}
