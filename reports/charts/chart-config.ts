/** How all charts look. Axis room is fixed, so that charts beside each other line up. */
import { line, muted } from './colours.ts';

export const chartConfig = {
  aria: false,
  background: null,
  padding: { left: 2, right: 8, top: 18, bottom: 2 },
  view: { stroke: null },
  line: { invalid: 'break-paths-show-path-domains' },
  axis: {
    domain: false,
    ticks: false,
    gridColor: line,
    gridWidth: 0.7,
    labelColor: muted,
    labelFontSize: 11,
    labelPadding: 5,
    titleColor: muted,
    titleFontSize: 11.5,
    titleFontWeight: 'normal',
    titlePadding: 6,
  },
  axisX: { tickColor: line, domainColor: line },
  axisY: { minExtent: 42, maxExtent: 42 },
} as const;
