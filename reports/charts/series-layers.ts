/** The lines of a panel, and the key to them. */
import type { Series } from '../view/types.ts';
import { colours } from './colours.ts';
import type { Spec } from './render-svg.ts';

/** Length of a key's sample of the line, and gap to the next entry, in pixels. */
const samplePx = 10;
const gapPx = 7;

/** Where titles and keys stand, above the panel. */
const baselinePx = -8;

/** About how wide a text of the key is in a wide font, in pixels. */
function textPx(text: string): number {
  const narrow = text.match(/[ijlt ]/g)?.length ?? 0;
  return 3.6 * narrow + 6.6 * (text.length - narrow);
}

function pointsOf(values: readonly (number | null)[], block: number): { t: number; v: number | null; block: number }[] {
  return values.map((v, t) => ({ t, v, block }));
}

function thinLayer({ blocks, colour }: Series): Spec {
  return {
    data: { values: blocks.flatMap((values, block) => pointsOf(values, block)) },
    mark: { type: 'line', stroke: colours[colour], strokeWidth: 0.7, strokeOpacity: 0.35, strokeJoin: 'round' },
    encoding: { detail: { field: 'block', type: 'nominal' } },
  };
}

function boldLayer({ median, colour, dash }: Series): Spec {
  return {
    data: { values: pointsOf(median, 0) },
    mark: { type: 'line', stroke: colours[colour], strokeWidth: 1.8, strokeJoin: 'round', strokeDash: dash },
  };
}

/** Thin a line for each block, when there are several; above them all, bold, the medians. */
export function seriesLayers(series: readonly Series[]): Spec[] {
  return [...series.filter(({ blocks }) => blocks.length > 1).map(thinLayer), ...series.map(boldLayer)];
}

/** A text above the panel, at a place in pixels. */
export function textAbove(text: string, mark: Spec): Spec {
  return {
    data: { values: [{}] },
    mark: { type: 'text', text, baseline: 'alphabetic', y: baselinePx, ...mark },
    encoding: { x: null, y: null },
  };
}

function sampleAbove({ colour, dash }: Series, left: number): Spec {
  return {
    data: { values: [{}] },
    mark: { type: 'rule', stroke: colours[colour], strokeWidth: 1.8, strokeDash: dash },
    encoding: { x: { value: left }, x2: { value: left + samplePx }, y: { value: baselinePx - 4 } },
  };
}

/** The key, set from the right edge leftwards: a sample of the line, and its name in the same colour. */
export function keyLayers(series: readonly Series[], widthPx: number): Spec[] {
  let right = widthPx;
  return series.toReversed().flatMap((each) => {
    const nameAt = right - textPx(each.label);
    const left = nameAt - samplePx - 4;
    right = left - gapPx;
    return [
      textAbove(each.label, { x: nameAt, align: 'left', fill: colours[each.colour], fontSize: 11 }),
      sampleAbove(each, left),
    ];
  });
}
