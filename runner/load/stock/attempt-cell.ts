/** Gathers the attempts of one line of load.ndjson. Pure. */
import { type Bucket, encodeBuckets } from '../../model/hdr-encode.ts';
import { bucketIndex, highestUs, lowestUs } from '../../model/hdr-format.ts';
import type { AttemptsLine } from '../../model/load-line.ts';

/** What the attempts of one line have in common. */
export type AttemptKey = Pick<AttemptsLine, 'second' | 'userClass' | 'name' | 'outcome' | 'cause'>;

/** How many response times a line lists as they are. A histogram of nine takes about as many bytes. */
const rawLimit = 8;

/** Its size is bounded by the buckets of a histogram, not by the number of attempts. */
export interface AttemptCell {
  readonly key: AttemptKey;
  /** The cell stays open at least until this unix second is over. */
  readonly heldTo: number;
  count: number;
  /** Microseconds are whole numbers, whose sum no order of adding changes. */
  sumUs: number;
  bytes: number;
  /** Up to `rawLimit` response times; then none. */
  us: number[];
  /** How many response times each bucket holds; null up to `rawLimit`. */
  buckets: Map<number, number> | null;
}

/** A cell without attempts. */
export function emptyCell(key: AttemptKey, heldTo: number): AttemptCell {
  return { key, heldTo, count: 0, sumUs: 0, bytes: 0, us: [], buckets: null };
}

/** Counts an attempt of `bytes` that took `us` microseconds: rounded, and clamped to what a histogram holds. */
export function addAttempt(cell: AttemptCell, us: number, bytes: number): void {
  const wholeUs = Math.round(Math.min(Math.max(us, lowestUs), highestUs));
  cell.count += 1;
  cell.sumUs += wholeUs;
  cell.bytes += bytes;
  if (cell.buckets === null && cell.us.length < rawLimit) {
    cell.us.push(wholeUs);
    return;
  }
  cell.buckets ??= new Map();
  for (const each of [...cell.us, wholeUs]) countIn(cell.buckets, bucketIndex(each));
  cell.us = [];
}

function countIn(buckets: Map<number, number>, index: number): void {
  buckets.set(index, (buckets.get(index) ?? 0) + 1);
}

/** The line of the cell's attempts. */
export function lineOf({ key, count, sumUs, bytes, us, buckets }: AttemptCell): AttemptsLine {
  const { second, userClass, name, outcome, cause } = key;
  // The order of the keys in the file.
  const line = {
    type: 'attempts' as const,
    second,
    userClass,
    name,
    outcome,
    cause,
    count,
    sumMs: sumUs / 1000,
    bytes,
  };
  if (buckets === null) return { ...line, us: us.toSorted((a, b) => a - b) };
  const ascending: Bucket[] = [...buckets].toSorted(([a], [b]) => a - b);
  return { ...line, hdr: encodeBuckets(ascending) };
}

/** Orders the lines of one flush, so that the same samples give the same lines. */
export function compareKeys(a: AttemptKey, b: AttemptKey): number {
  return (
    a.second - b.second ||
    compareText(a.userClass, b.userClass) ||
    compareText(a.name, b.name) ||
    compareText(a.outcome, b.outcome) ||
    compareText(a.cause ?? '', b.cause ?? '')
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
