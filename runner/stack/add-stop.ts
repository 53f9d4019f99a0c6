import type { Cleanup } from '../cleanup.ts';
import type { Supervised } from './supervise.ts';

/** A process that had to be killed is worth a line, and no more: it is gone. */
export function addStop(cleanup: Cleanup, process: Supervised, log: (line: string) => void): void {
  cleanup.add(`stopping ${process.name}`, async () => {
    if ((await process.stop()) === 'killed') log(`${process.name} did not stop when asked and was killed`);
  });
}
