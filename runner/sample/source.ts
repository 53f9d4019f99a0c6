import type { SampleLine } from '../model/sample-line.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'tick' | 'at'> : never;

/** What a source can be missed as. */
export type SourceName = Extract<SampleLine, { type: 'missed' }>['source'];
/** A sample before it is stamped with its tick and the time at which it was read. */
export type Reading = Unstamped<Exclude<SampleLine, { type: 'missed' }>>;

/** Something that is read once a tick; `names` are the readings that it gives, all or none. */
export interface Source {
  readonly names: readonly SourceName[];
  read(): Promise<readonly Reading[]>;
  close(): Promise<void>;
}
