/** Reads load.ndjson while k6 still writes it, for the progress line. */
import { open } from 'node:fs/promises';
import type { LoadLine } from '../model/load-line.ts';
import { systemCodeOf } from './file-errors.ts';

export interface LoadFollower {
  /** The whole lines that have come since the last call; none when the file is not there yet. */
  next(): Promise<LoadLine[]>;
}

export function followLoad(path: string): LoadFollower {
  let offset = 0;
  let rest = '';
  return {
    async next() {
      const { text, end } = await readFrom(path, offset);
      offset = end;
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      // k6's output is a part of this project and is checked by its own tests and when the segment is folded.
      return lines.map((line) => JSON.parse(line) as LoadLine);
    },
  };
}

async function readFrom(path: string, offset: number): Promise<{ readonly text: string; readonly end: number }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return { text: '', end: offset };
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return { text: buffer.toString('utf8', 0, bytesRead), end: offset + bytesRead };
  } finally {
    await file.close();
  }
}
