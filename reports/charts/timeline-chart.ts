/** The stack of charts of one arm, on one time axis. */
import type { Panel, TimelineArm } from '../view/types.ts';
import { chartConfig } from './chart-config.ts';
import { ink, line, muted, shade } from './colours.ts';
import type { Spec } from './render-svg.ts';
import { keyLayers, seriesLayers, textAbove } from './series-layers.ts';

const widthPx = 400;
const heightPx = 80;

/** The drawing with the axis on its left and a margin for the last letters of the key. */
export const timelineWidthPx = widthPx + 74;

function yEncoding({ scale, domain }: Panel): Spec {
  const base = { field: 'v', type: 'quantitative' };
  if (scale === 'linear')
    return { ...base, scale: { domain, nice: 4 }, axis: { title: null, tickCount: 3, tickMinStep: 1 } };
  const decades = Math.round(Math.log10(domain[1] / domain[0]));
  const values = Array.from({ length: decades + 1 }, (_, at) => domain[0] * 10 ** at);
  const labelExpr = "datum.value >= 1000 ? datum.value / 1000 + ' s' : datum.value + ' ms'";
  return { ...base, scale: { domain, type: 'log', nice: false }, axis: { title: null, values, labelExpr } };
}

function xEncoding(endS: number, last: boolean): Spec {
  const axis = { grid: false, tickCount: 6, domain: true, domainColor: line, ticks: last, labels: last };
  return {
    field: 't',
    type: 'quantitative',
    scale: { domain: [0, endS], nice: false },
    axis: { ...axis, title: last ? 'seconds since the load started' : null },
  };
}

/** What comes before steady, shaded, with a rule where steady starts. */
function windowLayers({ steadyFromS, endS }: TimelineArm, first: boolean): Spec[] {
  if (steadyFromS <= 0 || steadyFromS >= endS) return [];
  const data = { values: [{ t: steadyFromS, start: 0 }] };
  const word = { type: 'text', text: 'steady', align: 'left', dx: 5, y: heightPx - 9, fontSize: 11, fill: muted };
  return [
    { data, mark: { type: 'rect', fill: shade }, encoding: { x2: { field: 'start' }, y: null } },
    { data, mark: { type: 'rule', stroke: muted, strokeDash: [3, 3], strokeWidth: 1 }, encoding: { y: null } },
    ...(first ? [{ data, mark: word, encoding: { y: null } }] : []),
  ];
}

function panelSpec(panel: Panel, arm: TimelineArm, first: boolean, last: boolean): Spec {
  return {
    width: widthPx,
    // The last panel has most lines.
    height: last ? heightPx * 1.5 : heightPx,
    encoding: { x: xEncoding(arm.endS, last), y: yEncoding(panel) },
    layer: [
      ...windowLayers(arm, first),
      ...seriesLayers(panel.series),
      textAbove(panel.title, { x: 0, align: 'left', fill: ink, fontWeight: 600, fontSize: 12.5 }),
      ...keyLayers(panel.series, widthPx),
    ],
  };
}

export function timelineSpec(arm: TimelineArm): Spec {
  const last = arm.panels.length - 1;
  return {
    config: chartConfig,
    spacing: 32,
    vconcat: arm.panels.map((panel, at) => panelSpec(panel, arm, at === 0, at === last)),
  };
}
