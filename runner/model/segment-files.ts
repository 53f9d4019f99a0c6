/** What is read from one folder of segments/: what is missing there is null. */
import type { LoadLine } from './load-line.ts';
import type { SampleLine } from './sample-line.ts';
import type { Segment } from './segment.ts';

/** The lines of an NDJSON file; `torn` is 1 when the last was cut off in writing and left out. */
export interface Lines<T> {
  readonly lines: readonly T[];
  readonly torn: number;
}

/** Index and arm as the folder's name says them. */
export interface SegmentFiles {
  readonly index: number;
  readonly arm: string;
  readonly segment: Segment | null;
  readonly load: Lines<LoadLine> | null;
  readonly samples: Lines<SampleLine> | null;
  /** What of it is damaged, a sentence each: such a file is null. */
  readonly damage?: readonly string[];
}
