/** Reads load.ndjson while k6 still writes it, for the progress line. */
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { LoadLine } from '../model/load-line.ts';
import { systemCodeOf } from './file-errors.ts';

export interface LoadFollower {
  /** The whole lines that have come since the last call; none when the file is not there yet. */
  next(): Promise<LoadLine[]>;
}

export function followLoad(path: string): LoadFollower {
  let offset = 0;
  let rest = '';
  const decoder = new StringDecoder('utf8');
  return {
    async next() {
      const bytes = await readFrom(path, offset);
      offset += bytes.length;
      const lines = `${rest}${decoder.write(bytes)}`.split('\n');
      rest = lines.pop() ?? '';
      // k6's output is a part of this project and is checked by its own tests and when the segment is folded.
      return lines.map((line): LoadLine => JSON.parse(line));
    },
  };
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
