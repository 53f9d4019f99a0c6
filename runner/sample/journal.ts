import { messageOf, PoolproofError } from '../errors.ts';
import type { SampleLine, SampleOf } from '../model/sample-line.ts';
import type { SourceName } from './source.ts';

/** The newest line of each kind. */
export type Latest = { readonly [T in SampleLine['type']]?: SampleOf<T> };

export interface Journal {
  readonly missed: Record<SourceName, number>;
  readonly latest: Latest;
  /** Resolves, never rejects, when a line could not be written. */
  readonly failed: Promise<PoolproofError>;
  readonly add: (lines: readonly SampleLine[]) => void;
}

/** Writes lines down, counts what was missed, and keeps the newest of each kind. */
export function createJournal(append: (lines: readonly SampleLine[]) => Promise<void>): Journal {
  const missed: Record<SourceName, number> = { pools: 0, 'pooler-totals': 0, activity: 0, cpu: 0 };
  const latest: Latest = {};
  let fail: ((error: PoolproofError) => void) | undefined;
  const failed = new Promise<PoolproofError>((resolve) => (fail = resolve));
  return {
    missed,
    latest,
    failed,
    add: (lines) => {
      for (const line of lines) {
        Object.assign(latest, { [line.type]: line });
        if (line.type === 'missed') missed[line.source] += 1;
      }
      append(lines).catch((error: unknown) => {
        fail?.(
          error instanceof PoolproofError ? error : new PoolproofError('sampler', messageOf(error), { cause: error }),
        );
      });
    },
  };
}
