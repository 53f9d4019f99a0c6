/** A Vega-Lite chart to SVG, the same bytes for the same chart. */
import { parse, resetSVGDefIds, textMetrics, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { escapeMarkup } from '../text.ts';

/** A chart as Vega-Lite's JSON. Its types cannot follow charts that are put together from parts; compile() checks them. */
export type Spec = Record<string, unknown>;

function isTopLevel(spec: object): spec is TopLevelSpec {
  return 'layer' in spec || 'vconcat' in spec;
}

/** What a chart says to those who cannot see it. `id` is unique in the page. */
export interface Described {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Cuts off what is empty to the right of this, where Vega's estimate of texts left room. */
  readonly widthPx?: number;
}

function shorter(number: string): string {
  return String(Math.round(Number(number) * 10) / 10 || 0);
}

/** A tenth of a pixel is enough for the eye, and hides the last digits in which mathematical libraries differ. */
function rounded(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) => tag.replace(/-?\d+\.\d+/g, shorter));
}

/** The markup between <svg> and </svg>, without what only helps Vega, and the size of the drawing. */
function insideOf(svg: string): { readonly width: string; readonly height: string; readonly inside: string } {
  const open = /^<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>/.exec(svg);
  if (open === null) throw new TypeError('Vega wrote no <svg> with a viewBox');
  const inside = svg
    .slice(open[0].length, -'</svg>'.length)
    .replace(/ class="[^"]*"| aria-[a-z]+="[^"]*"| role="[^"]*"| font-family="[^"]*"| pointer-events="none"/g, '');
  return { width: open[1] ?? '', height: open[2] ?? '', inside: rounded(inside) };
}

/** Renders the chart as an <svg> that fills the width it is given. Text is measured by estimate, never by a canvas. */
export async function renderSvg(spec: Spec, { id, title, description, widthPx }: Described): Promise<string> {
  if (!isTopLevel(spec)) throw new TypeError('a chart has layers, or charts below each other');
  textMetrics.canvas(false);
  resetSVGDefIds();
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const { width, height, inside } = insideOf(await view.toSVG());
  view.finalize();
  const words = `<title id="${id}-title">${escapeMarkup(title)}</title><desc id="${id}-desc">${escapeMarkup(description)}</desc>`;
  return `<svg viewBox="0 0 ${widthPx ?? width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">${words}${inside}</svg>`;
}
