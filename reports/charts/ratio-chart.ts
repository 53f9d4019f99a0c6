/** The ratios behind the answer: a dot for each block, a bar for the interval, a tick for the estimate; 1 is no difference, and grey what noise makes of it. */
import type { RatioChart } from '../view/types.ts';
import { chartConfig } from './chart-config.ts';
import { ink, muted, toneColours } from './colours.ts';
import type { Spec } from './render-svg.ts';

const widthPx = 270;
const rowPx = 46;

/** What is marked on the axis, by how far it reaches from 1: as many ratios down as up, never so many that they run into each other. */
const marks: readonly (readonly [reach: number, ratios: readonly number[]])[] = [
  [1.4, [0.8, 0.9, 1, 1.11, 1.25]],
  [3, [0.5, 0.67, 1, 1.5, 2]],
  [30, [0.1, 0.2, 0.5, 1, 2, 5, 10]],
  [Infinity, [0.01, 0.1, 1, 10, 100]],
];

/** Colours are in the data: better, worse or not shown. */
const colour = { field: 'colour', type: 'nominal', scale: null };

function bandLayer(values: readonly { readonly label: string; readonly v: number; readonly high: number }[]): Spec {
  return {
    data: { values },
    mark: { type: 'rect', fill: muted, fillOpacity: 0.18 },
    encoding: { x: { field: 'v' }, x2: { field: 'high' } },
  };
}

function layers(rows: RatioChart['rows']): Spec[] {
  const spans = rows.map(({ label, tone, low, high, estimate }) => ({
    label,
    low,
    high,
    v: estimate,
    colour: toneColours[tone],
  }));
  const points = rows.flatMap(({ label, tone, points: own }) =>
    own.map((v) => ({ label, v, colour: toneColours[tone] })),
  );
  const floors = rows.flatMap(({ label, floor }) => (floor === null ? [] : [{ label, v: floor[0], high: floor[1] }]));
  return [
    ...(floors.length === 0 ? [] : [bandLayer(floors)]),
    { data: { values: [{ v: 1 }] }, mark: { type: 'rule', stroke: muted, strokeWidth: 1 }, encoding: { y: null } },
    {
      data: { values: spans },
      mark: { type: 'rule', strokeWidth: 7, strokeOpacity: 0.35, strokeCap: 'round' },
      encoding: { x: { field: 'low' }, x2: { field: 'high' }, stroke: colour },
    },
    {
      data: { values: points },
      mark: { type: 'point', filled: true, size: 26, opacity: 0.75, yOffset: 12 },
      encoding: { fill: colour },
    },
    {
      data: { values: spans },
      mark: { type: 'tick', thickness: 3, size: 18, orient: 'vertical' },
      encoding: { fill: colour },
    },
  ];
}

export function ratioSpec({ rows, domain }: RatioChart): Spec {
  const values = marks.find(([reach]) => domain[1] < reach)?.[1] ?? [1];
  return {
    config: { ...chartConfig, axisY: { labelLimit: 220, labelColor: ink, labelFontSize: 12.5, grid: false } },
    width: widthPx,
    height: { step: rowPx },
    encoding: {
      y: { field: 'label', type: 'nominal', sort: null, axis: { title: null } },
      x: {
        field: 'v',
        type: 'quantitative',
        scale: { type: 'log', domain, nice: false },
        axis: { title: null, values, labelOverlap: false, labelExpr: "'× ' + datum.value" },
      },
    },
    layer: layers(rows),
  };
}
