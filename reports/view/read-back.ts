/** What the parts said of themselves in each arm, held against the plan, and what a segment costs beside its load. */
import type { PoolerSettings } from '../../runner/model/config.ts';
import { formatDecimal, formatPercent, missing } from '../../runner/model/format.ts';
import type { Plan } from '../../runner/model/plan.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import { segmentNames, text } from './cells.ts';
import { largest, middle, sum } from './segments.ts';
import type { Cell, RowGroup, Table } from './types.ts';

interface ArmSegments {
  readonly arm: Plan['arms'][number];
  readonly segments: readonly ResultSegment[];
}

/** A value that was said, and the segments in which it was. */
interface Said {
  readonly value: string;
  readonly segments: readonly ResultSegment[];
}

/** As it was said; what is no text or number as JSON. */
function shown(value: unknown): string {
  if (value === undefined) return 'not said';
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values of an arm's segments, each once. */
function saidIn(segments: readonly ResultSegment[], say: (segment: ResultSegment) => string): Said[] {
  return [...new Set(segments.map(say))].map((value) => ({
    value,
    segments: segments.filter((segment) => say(segment) === value),
  }));
}

/** One value; or, where segments differ, each with the segments that had it. */
function saidCell(said: readonly Said[]): Cell {
  const [first, ...others] = said;
  if (first === undefined) return text(missing);
  if (others.length === 0) return text(first.value);
  return text(`${said.length} values`, {
    detail: said.map(({ value, segments }) => `${value} in ${segmentNames(segments)}`).join('; '),
  });
}

const poolerRows: readonly (readonly [name: string, key: keyof PoolerSettings, unit: string])[] = [
  ['pool_mode', 'poolMode', ''],
  ['default_pool_size', 'defaultPoolSize', ''],
  ['max_client_conn', 'maxClientConn', ''],
  ['query_wait_timeout', 'queryWaitTimeoutS', ' s'],
];

function poolerRow(plan: Plan, arms: readonly ArmSegments[], [name, key, unit]: (typeof poolerRows)[number]): Cell[] {
  const cells = arms.map(({ arm, segments }) => {
    const planned = `${{ ...plan.pooler, ...arm.pooler }[key]}${unit}`;
    const said = saidIn(segments, ({ poolerReadBack: read }) => (read === null ? 'not read' : `${read[key]}${unit}`));
    const cell = saidCell(said);
    if (said.length !== 1 || cell.text === 'not read') return cell;
    return {
      ...cell,
      ...(cell.text === planned ? { detail: 'as planned' } : { tone: 'bad', detail: `planned: ${planned}` }),
    } satisfies Cell;
  });
  return [text(name), ...cells];
}

/** Which rows are set together: those in which the arms differ should be those that were declared. */
const appTitles = {
  arms: 'App, by its own word: the arms differ in',
  segments: 'App, by its own word: not the same in every segment of an arm',
  none: 'App, by its own word: alike in all arms',
} as const;

function differing(said: readonly (readonly Said[])[]): keyof typeof appTitles {
  if (said.some((values) => values.length > 1)) return 'segments';
  return new Set(said.map(([only]) => only?.value)).size > 1 ? 'arms' : 'none';
}

function appGroups(arms: readonly ArmSegments[]): RowGroup[] {
  const all = arms.flatMap(({ segments }) => segments.map(({ appSettings }) => appSettings));
  const rows = [...new Set(all.flatMap((settings) => Object.keys(settings ?? {})))].map((key) => {
    const said = arms.map(({ segments }) =>
      saidIn(segments, ({ appSettings }) => (appSettings === null ? 'not read' : shown(appSettings[key]))),
    );
    return { group: differing(said), cells: [text(key), ...said.map(saidCell)] };
  });
  return (['arms', 'segments', 'none'] as const).map((group) => ({
    title: appTitles[group],
    rows: rows.filter((row) => row.group === group).map(({ cells }) => cells),
  }));
}

const seconds = (value: number | null): string => (value === null ? missing : `${formatDecimal(value, 1)} s`);

function overheadCell({ segments }: ArmSegments): Cell {
  const read = segments.flatMap(({ overheadS }) => overheadS ?? []);
  const totals = read.map(({ start, stop }) => start + stop);
  if (totals.length === 0) return text(missing);
  const [start, stop] = [middle(read.map((each) => each.start)), middle(read.map((each) => each.stop))];
  return text(seconds(middle(totals)), {
    detail: `start ${seconds(start)}, stop ${seconds(stop)}; at most ${seconds(largest(totals))}`,
  });
}

function loadShareCell({ segments }: ArmSegments): Cell {
  const read = segments.flatMap(({ overheadS, seconds: all, durationS }) =>
    overheadS === null ? [] : [{ load: durationS, wall: overheadS.start + all.length + overheadS.stop }],
  );
  const wall = sum(read.map((each) => each.wall));
  return text(formatPercent(wall === 0 ? null : sum(read.map(({ load }) => load)) / wall));
}

/** A column for each arm; of all its segments, those that count for nothing included. */
export function readBackTable(plan: Plan, { segments }: Result): Table {
  const arms = plan.arms.map((arm) => ({ arm, segments: segments.filter((segment) => segment.arm === arm.name) }));
  const groups: RowGroup[] = [
    {
      title: 'PgBouncer, as its console said before the load',
      rows: poolerRows.map((each) => poolerRow(plan, arms, each)),
    },
    ...appGroups(arms),
    {
      title: 'Time',
      rows: [
        [text('Not load, per segment', { detail: 'median; restore, start, prime, stop' }), ...arms.map(overheadCell)],
        [text('Share of the time under load'), ...arms.map(loadShareCell)],
      ],
    },
  ];
  return {
    id: 'read-back',
    title: 'What was read back',
    note: null,
    columns: [{ label: '', kind: 'text' }, ...arms.map(({ arm }) => ({ label: arm.name, kind: 'text' as const }))],
    groups: groups.filter(({ rows }) => rows.length > 0),
  };
}
