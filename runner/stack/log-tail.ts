import { open } from 'node:fs/promises';

const tailLines = 20;
const tailBytes = 16_384;

/** The last lines of a log, for an error; empty when it cannot be read. */
export async function readLogTail(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - tailBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-tailLines).join('\n');
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
