/** The charts of the report, as SVG. */
import { ratioSpec } from './charts/ratio-chart.ts';
import { renderSvg } from './charts/render-svg.ts';
import { timelineSpec, timelineWidthPx } from './charts/timeline-chart.ts';
import type { View } from './view/types.ts';

export interface Charts {
  /** Null when no ratio has an interval. */
  readonly ratios: string | null;
  /** One for each arm. */
  readonly timeline: readonly string[];
}

/** Renders one after the other: Vega counts the ids it gives. */
export async function renderCharts({ ratios, timeline }: View): Promise<Charts> {
  const drawn: string[] = [];
  for (const [at, arm] of timeline.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, see above
    drawn.push(await renderSvg(timelineSpec(arm), { id: `timeline-${at + 1}`, widthPx: timelineWidthPx, ...arm }));
  }
  const ratioSvg = ratios === null ? null : await renderSvg(ratioSpec(ratios), { id: 'ratios', ...ratios });
  return { ratios: ratioSvg, timeline: drawn };
}
