/** report.html: one page, no scripts, nothing fetched. */
import type { Charts } from './charts.ts';
import { style } from './html/style.ts';
import { tableHtml } from './html/table.ts';
import { typeset } from './html/typeset.ts';
import { escapeMarkup } from './text.ts';
import type { FactGroup, RatioChart, Recorded, Table, View } from './view/types.ts';

function list(texts: readonly string[], className: string): string {
  if (texts.length === 0) return '';
  return `<ul class="${className}">\n${texts.map((text) => `<li>${typeset(text)}</li>`).join('\n')}\n</ul>`;
}

function note(text: string | null): string {
  return text === null ? '' : `<p class="note">${typeset(text)}</p>`;
}

function section(table: Table, more = ''): string {
  return `<section id="${table.id}">\n<h2>${escapeMarkup(table.title)}</h2>\n${note(table.note)}\n${tableHtml(table)}${more}\n</section>`;
}

/** A long table, folded until it is asked for. */
function folded(table: Table, heading: 'h2' | 'h3'): string {
  return `<details>\n<summary><${heading}>${escapeMarkup(table.title)}</${heading}></summary>\n${note(table.note)}\n${tableHtml(table)}\n</details>`;
}

/** A table under a heading within a section. */
function subsection(table: Table): string {
  const parts = [`<h3>${escapeMarkup(table.title)}</h3>`, note(table.note), tableHtml(table)];
  return parts.filter((part) => part !== '').join('\n');
}

/** The answer's first clause in bold: what follows it are figures. */
function answer(sentence: string): string {
  const [, clause = sentence, figures = ''] = /^([^:;]*[:;])( .*)$/s.exec(sentence) ?? [];
  return `<p class="answer"><strong>${typeset(clause)}</strong>${typeset(figures)}</p>`;
}

function banner(view: View): string {
  return `<header class="${view.tone}">
<p class="byline"><strong>${escapeMarkup(view.bench)}</strong> ${view.byline.map((part) => `<span>${escapeMarkup(part)}</span>`).join(' ')}</p>
<h1>${view.verdict}</h1>
<p class="headline">${typeset(view.headline)}</p>
${answer(view.answer)}
${list(view.alerts, 'alerts')}
</header>`;
}

function doubts({ warnings }: View): string {
  return warnings.length === 0 ? '' : `<section id="doubts">\n<h2>Doubts</h2>\n${list(warnings, 'doubts')}\n</section>`;
}

/** What the marks of the ratios are. */
function ratiosCaption({ rows, interval }: RatioChart): string {
  const grey = rows.some(({ floor }) => floor !== null);
  return `A dot for each block, a bar for the ${interval}. × 1 is no difference.${grey ? ' Grey: the noise floor, within which the estimate of an arm against itself lies in 95 % of runs like this.' : ''}`;
}

function comparisons(view: View, { ratios }: Charts): string {
  if (view.comparisons.groups.every(({ rows }) => rows.length === 0)) return '';
  const chart =
    ratios === null || view.ratios === null
      ? ''
      : `<figure>${ratios}<figcaption>${ratiosCaption(view.ratios)}</figcaption></figure>`;
  return `<section id="comparisons">\n<h2>${escapeMarkup(view.comparisons.title)}</h2>\n<div class="pair">\n<div>${tableHtml(view.comparisons)}</div>\n${chart}\n</div>\n</section>`;
}

function recorded({ table, differs }: Recorded): string {
  return section(table, `\n<h3>What differs</h3>\n${list(differs, 'plain-list')}`);
}

function timeline(view: View, charts: Charts): string {
  const figures = view.timeline.map(
    ({ arm }, at) =>
      `<figure><figcaption class="arm">${escapeMarkup(arm)}</figcaption>${charts.timeline[at] ?? ''}</figure>`,
  );
  return `<section id="timeline">
<h2>Over time</h2>
<p class="note">Thin: each block. Bold: their median. Shaded: before steady. The scales are the same for all arms.</p>
<div class="arms">\n${figures.join('\n')}\n</div>
</section>`;
}

function facts({ title, facts: own }: FactGroup): string {
  const rows = own.map(({ label, value }) => `<div><dt>${escapeMarkup(label)}</dt><dd>${typeset(value)}</dd></div>`);
  return `<h3>${escapeMarkup(title)}</h3>\n<dl>\n${rows.join('\n')}\n</dl>`;
}

function method(view: View): string {
  return `<section id="method">
<h2>How it was measured</h2>
${view.method.map(facts).join('\n')}
${[view.readBack, view.order].map(subsection).join('\n')}
</section>`;
}

function unmeasured({ notMeasured }: View): string {
  return `<section id="not-measured">\n<h2>What was not measured</h2>\n${list(notMeasured, 'plain-list')}\n</section>`;
}

export function htmlOf(view: View, charts: Charts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(view.title)}</title>
<style>
${style}</style>
</head>
<body>
${[
  banner(view),
  '<main>',
  section(view.criteria),
  doubts(view),
  comparisons(view, charts),
  ...(view.floor === null ? [] : [section(view.floor)]),
  section(view.arms),
  ...(view.recorded === null ? [] : [recorded(view.recorded)]),
  timeline(view, charts),
  section(view.blocks),
  section(view.failures, view.sqlstates === null ? '' : `\n${subsection(view.sqlstates)}`),
  `<section id="endpoints">\n${folded(view.endpoints, 'h2')}\n</section>`,
  section(view.gates, folded(view.gatesBySegment, 'h3')),
  unmeasured(view),
  method(view),
  '</main>',
].join('\n')}
</body>
</html>
`;
}
