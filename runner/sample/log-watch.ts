/** Whether logs only grew: facts are counted in them when the load has ended, and one that lost lines counts too few. */
import { stat } from 'node:fs/promises';

/** The logs that facts are read from, by the part that writes them. */
export type LogPaths = Readonly<Record<'postgres' | 'pgbouncer' | 'app', string>>;

/** What happened to a log, as the end of a sentence, by the part that writes it; nothing for those that are as they were. */
export type LogFaults = Readonly<Partial<Record<keyof LogPaths, string>>>;

export interface LogWatch {
  /** Compares each log with what it was at the last look. Never rejects. */
  look(): Promise<void>;
  faults(): LogFaults;
}

interface Seen {
  readonly device: number;
  readonly inode: number;
  readonly bytes: number;
}

/** Looks at nothing yet. A log that is not there at first is waited for: those of containers are saved at the end. */
export function watchLogs(paths: LogPaths): LogWatch {
  const seen: Partial<Record<keyof LogPaths, Seen>> = {};
  const faults: Partial<Record<keyof LogPaths, string>> = {};
  const lookAt = async (part: keyof LogPaths): Promise<void> => {
    const now = await seenAt(paths[part]);
    const before = seen[part];
    if (before !== undefined) {
      const fault = faultBetween(before, now);
      // The first tells what happened; what is seen later may be what came of it.
      if (fault !== null) faults[part] ??= fault;
    }
    if (now !== null) seen[part] = now;
  };
  return {
    look: async () => void (await Promise.all([lookAt('postgres'), lookAt('pgbouncer'), lookAt('app')])),
    faults: () => faults,
  };
}

async function seenAt(file: string): Promise<Seen | null> {
  return await stat(file).then(
    ({ dev, ino, size }) => ({ device: dev, inode: ino, bytes: size }),
    () => null,
  );
}

function faultBetween(before: Seen, now: Seen | null): string | null {
  if (now === null) return 'it was removed while the part that writes it ran';
  if (now.device !== before.device || now.inode !== before.inode)
    return 'another file took its place while the part that writes it ran';
  return now.bytes < before.bytes ? 'it was cut short while the part that writes it ran' : null;
}
