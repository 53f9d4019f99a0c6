/** The noise floor of the host: beside a difference, and as a table of its own. */
import { counted, formatDecimal, missing } from '../../runner/model/format.ts';
import { floorMetricOf, floorMetrics, type FloorMetric } from '../../runner/model/noise-floor.ts';
import { levelText, significance } from '../../runner/model/significance.ts';
import type { Verdict } from '../../runner/model/verdict.ts';
import { text } from './cells.ts';
import type { Cell, Column, Table } from './types.ts';

type Floor = NonNullable<Verdict['floor']>;

/** "±1.6 %", of the failure rate "±0.1 points". */
function plusMinus(metric: FloorMetric, value: number | null): string {
  if (value === null) return missing;
  return `±${formatDecimal(100 * value, 1)} ${metric === 'failureRate' ? 'points' : '%'}`;
}

/** What the estimate of a metric's difference is held against; null where no floor is known. */
export function floorText({ floor }: Verdict, metric: string): string | null {
  const key = floorMetricOf(metric);
  return floor === undefined || key === null ? null : plusMinus(key, floor.reach[key]);
}

/** The band of ratios about 1 that nothing but noise fills; null where no floor is known. */
export function floorBand({ floor }: Verdict, metric: string): readonly [number, number] | null {
  const key = floorMetricOf(metric);
  const reach = floor === undefined || key === null ? null : floor.reach[key];
  return reach === null ? null : [1 / (1 + reach), 1 + reach];
}

const names: Readonly<Record<FloorMetric, string>> = {
  goodput: 'goodput',
  median: 'median response time',
  p95: 'p95',
  failureRate: 'failure rate',
};

function seenCell(seen: Floor['detectable'], metric: FloorMetric): Cell {
  const value = metric === 'failureRate' ? null : (seen?.[metric] ?? null);
  return text(value === null ? missing : `${formatDecimal(100 * value, 1)} %`);
}

function row(floor: Floor, metric: FloorMetric): Cell[] {
  return [
    text(names[metric]),
    text(plusMinus(metric, floor.scatter[metric])),
    text(plusMinus(metric, floor.reach[metric])),
    seenCell(floor.detectable, metric),
    seenCell(floor.answerable, metric),
  ];
}

const number = (label: string): Column => ({ label, kind: 'number' });

/** The one-sided level of every test behind the verdict. */
export function significanceOf({ look }: Verdict): number {
  return look?.level ?? significance;
}

/** Null when no floor is known. */
export function floorTable(verdict: Verdict): Table | null {
  const { floor, blocks } = verdict;
  if (floor === undefined) return null;
  const measured = `${floor.arm} against itself, ${counted(floor.runs, 'A/A run')} of ${counted(floor.blocks, 'block')}, last ${floor.measuredAt.slice(0, 10)}`;
  return {
    id: 'floor',
    title: 'What this host can tell apart',
    note: `The noise floor: ${measured}. The estimate of an arm against itself lies within it in 95 % of runs of ${counted(blocks.whole, 'block')}. Seen are differences with 80 % power, two-sided at ${levelText(significanceOf(verdict))}; the answer corrects for its three comparisons.`,
    columns: [
      { label: 'Compared', kind: 'text' },
      number('One block (sd)'),
      number('Noise floor'),
      number('Smallest seen'),
      number('Smallest the answer names'),
    ],
    groups: [{ title: null, rows: floorMetrics.map((metric) => row(floor, metric)) }],
  };
}
