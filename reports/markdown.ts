/** summary.md: short enough for a pull request, and for a job's summary. */
import { oneLine } from './text.ts';
import type { Cell, Table, View } from './view/types.ts';

/** A zero-width space behind an @ keeps a name from calling somebody. */
const mention = /@(?=\w)/g;

/** Text as it reads, whatever is in it: no markup, no table cell broken, on one line. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~&#]/g, String.raw`\$&`)
    .replace(mention, '@\u200b');
}

/** The same where a line starts, which no list or heading may open. */
function escapeLine(text: string): string {
  return escapeMarkdown(text)
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`);
}

function cellText({ text, detail, tone }: Cell): string {
  const main = escapeMarkdown(text);
  const marked = tone === 'good' || tone === 'bad' || tone === 'doubt' ? `**${main}**` : main;
  return detail === undefined ? marked : `${marked} (${escapeMarkdown(detail)})`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table; a group's title is a row of its own, in bold. */
export function markdownTable({ columns, groups }: Pick<Table, 'columns' | 'groups'>): string {
  const rules = columns.map(({ kind }) => (kind === 'number' ? '---:' : '---'));
  const lines = groups.flatMap(({ title, rows }) => [
    ...(title === null ? [] : [row(columns.map((_, at) => (at === 0 ? `**${escapeMarkdown(title)}**` : '')))]),
    ...rows.map((cells) => row(cells.map(cellText))),
  ]);
  return [row(columns.map(({ label }) => escapeMarkdown(label))), row(rules), ...lines].join('\n');
}

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${escapeLine(text)}`).join('\n');
}

function recordedSection({ recorded }: View): string[] {
  if (recorded === null) return [];
  const { table, differs } = recorded;
  const note = escapeLine(`${table.note ?? ''} What differs:`);
  return [`### ${escapeMarkdown(table.title)}`, markdownTable(table), `${note}\n\n${bullets(differs)}`];
}

export function markdownOf(view: View): string {
  const sections = [
    `## ${escapeMarkdown(view.bench)}: ${view.verdict}`,
    ...view.alerts.map((alert) => `> **${escapeMarkdown(alert)}**`),
    escapeLine(view.headline),
    `**${escapeMarkdown(view.answer)}**`,
    `### ${escapeMarkdown(view.criteria.title)}`,
    markdownTable(view.criteria),
    `### ${escapeMarkdown(view.armsInShort.title)}`,
    markdownTable(view.armsInShort),
    ...recordedSection(view),
    ...(view.warnings.length > 0 ? ['### Doubts', bullets(view.warnings)] : []),
    ...(view.notMeasuredInShort === null ? [] : [escapeLine(view.notMeasuredInShort)]),
    `${escapeMarkdown(view.byline.join(' · '))}. Every figure and chart: report.html.`,
  ];
  return `${sections.join('\n\n')}\n`;
}
