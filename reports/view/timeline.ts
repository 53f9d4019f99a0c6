/** The series of the charts that share a time axis: one stack for each arm, the same scales in all. */
import { isConnectionCause } from '../../runner/model/causes.ts';
import type { Result, ResultSegment, Second } from '../../runner/model/result.ts';
import { largest, middle, type Round, shownOf, smallest, sum } from './segments.ts';
import type { ColourName, Panel, Series, TimelineArm } from './types.ts';

interface Line {
  readonly label: string;
  readonly colour: ColourName;
  readonly dash?: readonly number[];
  readonly pick: (second: Second) => number | null;
}

interface PanelPlan {
  readonly title: string;
  readonly scale: Panel['scale'];
  readonly lines: readonly Line[];
}

const connectionErrorsIn = ({ causes }: Second): number =>
  sum(Object.entries(causes).map(([cause, count]) => (isConnectionCause(cause) ? count : 0)));

const panelPlans: readonly PanelPlan[] = [
  { title: 'Users', scale: 'linear', lines: [{ label: 'active', colour: 'grey', pick: (at) => at.activeUsers }] },
  {
    title: 'Requests/s',
    scale: 'linear',
    lines: [{ label: 'ended', colour: 'blue', pick: (at) => at.ok + at.failed }],
  },
  {
    title: 'Failures/s',
    scale: 'linear',
    lines: [
      { label: 'connection errors', colour: 'red', pick: connectionErrorsIn },
      { label: 'other', colour: 'grey', dash: [2, 2], pick: (at) => at.failed - connectionErrorsIn(at) },
    ],
  },
  {
    title: 'Response time',
    scale: 'milliseconds',
    lines: [
      { label: 'p95', colour: 'orange', pick: (at) => at.p95Ms },
      { label: 'p50', colour: 'blue', pick: (at) => at.p50Ms },
    ],
  },
  {
    title: 'Connections',
    scale: 'linear',
    lines: [
      { label: 'backends', colour: 'grey', pick: (at) => at.backends },
      { label: 'cl_active', colour: 'blue', pick: (at) => at.clActive },
      { label: 'sv_active', colour: 'green', dash: [5, 2], pick: (at) => at.svActive },
      { label: 'cl_waiting', colour: 'red', dash: [2, 2], pick: (at) => at.clWaiting },
    ],
  },
];

function seriesOf({ label, colour, dash = [], pick }: Line, segments: readonly ResultSegment[], endS: number): Series {
  const offsets = Array.from({ length: endS }, (_, offset) => offset);
  const blocks = segments.map(({ seconds }) => {
    const byOffset = new Map(seconds.map((second) => [second.offsetS, pick(second)]));
    return offsets.map((offset) => byOffset.get(offset) ?? null);
  });
  return {
    label,
    colour,
    dash,
    blocks,
    median: offsets.map((offset) => middle(blocks.map((block) => block[offset] ?? null))),
  };
}

const decade = (value: number): number => Math.log10(Math.max(0.001, value));

/** What holds every value of these series: from 0, or from decade to decade. */
function domainOf(scale: Panel['scale'], all: readonly Series[]): [number, number] {
  const values = all.flatMap(({ blocks }) => blocks.flat());
  const most = largest(values) ?? 1;
  if (scale === 'linear') return [0, Math.max(1, most)];
  const from = 10 ** Math.floor(decade(smallest(values) ?? 1));
  return [from, Math.max(from * 10, 10 ** Math.ceil(decade(most)))];
}

function describe(arm: string, segments: readonly ResultSegment[], endS: number): string {
  const titles = panelPlans.map(({ title, lines }) => `${title} (${lines.map(({ label }) => label).join(', ')})`);
  return `${arm}, ${segments.length} segments of ${endS} s, seconds since the load started: ${titles.join('; ')}. The figures are in csv/pools.csv and csv/${arm}_stats_history.csv.`;
}

/** One stack of charts for each arm, over the load without what comes after its end. */
export function timelineOf(result: Result, rounds: readonly Round[]): TimelineArm[] {
  const arms = result.arms.map((arm) => ({ arm, segments: shownOf(rounds, arm).segments }));
  const segments = arms.flatMap((each) => each.segments);
  const endS = largest(segments.map(({ durationS }) => Math.ceil(durationS))) ?? 0;
  const drawn = arms.map((each) =>
    panelPlans.map(({ lines }) => lines.map((line) => seriesOf(line, each.segments, endS))),
  );
  const domains = panelPlans.map(({ scale }, at) =>
    domainOf(
      scale,
      drawn.flatMap((panels) => panels[at] ?? []),
    ),
  );
  return arms.map(({ arm, segments: own }, armAt) => ({
    arm,
    title: `${arm}: the load second by second`,
    description: describe(arm, own, endS),
    rampS: largest(own.map(({ rampS }) => rampS)) ?? 0,
    steadyFromS: largest(own.map(({ steadyFromS }) => steadyFromS)) ?? 0,
    endS,
    panels: panelPlans.map(({ title, scale }, at) => ({
      title,
      scale,
      domain: domains[at] ?? [0, 1],
      series: drawn[armAt]?.[at] ?? [],
    })),
  }));
}
