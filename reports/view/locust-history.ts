/** <arm>_stats_history.csv: a row for each second, as Locust writes it with --csv-full-history, of all requests together. */
import type { ResultSegment, Second } from '../../runner/model/result.ts';
import { percentileCells, percentileHeaders, short } from './locust-csv.ts';
import { largest, smallest, sum } from './segments.ts';
import { addTally, meanMsOf, quantilesMs, type Tally, tallyOf } from './tally.ts';
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
  readonly tally: Tally;
}

const endedIn = ({ ok, failed }: Second): number => ok + failed;

/** The rows of one segment, whose first second is `fromS` on the arm's own clock; `seen` grows. */
function segmentRows(segment: ResultSegment, fromS: number, seen: Seen): (string | number | null)[][] {
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
    const window = segment.seconds.slice(Math.max(0, at - windowS + 1), at + 1);
    const times = [...seen.tally.keys()];
    return [
      fromS + second.offsetS,
      second.activeUsers,
      '',
      'Aggregated',
      short(sum(window.map(endedIn)) / window.length),
      short(sum(window.map(({ failed }) => failed)) / window.length),
      ...percentileCells(current, null),
      seen.count,
      seen.failed,
      quantilesMs(seen.tally, [0.5])[0] ?? 0,
      short(meanMsOf(seen.tally) ?? 0),
      (smallest(times) ?? 0) / 1000,
      (largest(times) ?? 0) / 1000,
      'N/A',
    ];
  });
}

/**
 * Segments follow each other without a gap, on a clock that starts at `startS` (unix seconds) for every arm, so that arms lie
 * over each other in whatever draws them.
 */
export function locustHistory(segments: readonly ResultSegment[], startS: number): ValueTable {
  const seen: Seen = { count: 0, failed: 0, tally: new Map() };
  let fromS = startS;
  const rows = segments.flatMap((segment) => {
    const own = segmentRows(segment, fromS, seen);
    fromS += Math.max(segment.durationS, (segment.seconds.at(-1)?.offsetS ?? -1) + 1);
    return own;
  });
  return { header, rows };
}
