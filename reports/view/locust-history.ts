/** <arm>_stats_history.csv: a row for each second, as Locust writes it with --csv-full-history, of all requests together. */
import type { ResultSegment, Second } from '../../runner/model/result.ts';
import { per, percentileCells, percentileHeaders, short } from './locust-csv.ts';
import { sum } from './segments.ts';
import { addTally, quantilesMs, type Tally, tallyOf } from './tally.ts';
import type { ValueTable } from './types.ts';

/** Locust's window for what is current. */
const windowS = 10;

const header = [
  'Timestamp',
  'User Count',
  'Type',
  'Name',
  'Requests/s',
  'Failures/s',
  ...percentileHeaders,
  'Total Request Count',
  'Total Failure Count',
  'Total Median Response Time',
  'Total Average Response Time',
  'Total Min Response Time',
  'Total Max Response Time',
  'Total Average Content Size',
];

/** What has been seen of an arm so far. */
interface Seen {
  count: number;
  failed: number;
  sumMs: number;
  bytes: number;
  readonly tally: Tally;
}

const endedIn = ({ ok, failed }: Second): number => ok + failed;

/** The rows of one segment, whose load started at this unix second; `seen` grows. */
function segmentRows(segment: ResultSegment, startedAt: number, seen: Seen): (string | number | null)[][] {
  const tallies = segment.seconds.map(({ hdr }) => tallyOf(hdr));
  const current: Tally = new Map();
  return segment.seconds.map((second, at) => {
    const tally = tallies[at] ?? new Map<number, number>();
    const leaving = tallies[at - windowS];
    addTally(current, tally);
    if (leaving !== undefined) addTally(current, leaving, -1);
    addTally(seen.tally, tally);
    seen.count += endedIn(second);
    seen.failed += second.failed;
    seen.sumMs += second.sumMs;
    seen.bytes += second.bytes;
    const window = segment.seconds.slice(Math.max(0, at - windowS + 1), at + 1);
    const [fastest, median, slowest] = quantilesMs(seen.tally, [0, 0.5, 1]);
    return [
      startedAt + second.offsetS,
      second.activeUsers,
      '',
      'Aggregated',
      short(sum(window.map(endedIn)) / window.length),
      short(sum(window.map(({ failed }) => failed)) / window.length),
      ...percentileCells(current, null),
      seen.count,
      seen.failed,
      median ?? 0,
      per(seen.sumMs, seen.count),
      fastest ?? 0,
      slowest ?? 0,
      per(seen.bytes, seen.count),
    ];
  });
}

/** Every second under the unix second in which it was, so the clock leaps from segment to segment. */
export function locustHistory(segments: readonly ResultSegment[]): ValueTable {
  const seen: Seen = { count: 0, failed: 0, sumMs: 0, bytes: 0, tally: new Map() };
  const rows = segments.flatMap((segment) =>
    // A segment of which no file says when it started has no seconds either.
    segment.startedAt === null ? [] : segmentRows(segment, segment.startedAt, seen),
  );
  return { header, rows };
}
