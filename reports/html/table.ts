/** Tables as HTML. */
import { escapeMarkup } from '../text.ts';
import type { Cell, Column, RowGroup, Table } from '../view/types.ts';
import { typeset } from './typeset.ts';

/** Tables whose rows become cards on small screens, because every column is needed to understand a row. */
const stacking: ReadonlySet<string> = new Set(['criteria', 'null-checks', 'comparisons', 'gates']);

function attribute(name: string, value: string): string {
  return value === '' ? '' : ` ${name}="${escapeMarkup(value)}"`;
}

function classesOf({ kind }: Column, { tone }: Pick<Cell, 'tone'>): string {
  const names = [kind === 'number' ? 'n' : '', tone === undefined || tone === 'plain' ? '' : tone];
  return attribute('class', names.filter((name) => name !== '').join(' '));
}

function contentOf({ text, detail }: Cell, { kind }: Column): string {
  const main = kind === 'verdict' ? `<span class="badge">${typeset(text)}</span>` : typeset(text);
  return detail === undefined ? main : `${main}<small> ${typeset(detail)}</small>`;
}

function rowHtml(cells: readonly Cell[], columns: readonly Column[], stacks: boolean): string {
  const set = columns.map((column, at) => {
    const cell = cells[at] ?? { text: '' };
    const inside = `${classesOf(column, cell)}${at > 0 && stacks ? attribute('data-label', column.label) : ''}>${contentOf(cell, column)}`;
    return at === 0 ? `<th scope="row"${inside}</th>` : `<td${inside}</td>`;
  });
  return `<tr>${set.join('')}</tr>`;
}

function groupHtml({ title, rows }: RowGroup, columns: readonly Column[], stacks: boolean): string {
  const span = `<tr><th scope="rowgroup" colspan="${columns.length}" class="group">${typeset(title ?? '')}</th></tr>\n`;
  const body = rows.map((cells) => rowHtml(cells, columns, stacks));
  return `<tbody>\n${title === null ? '' : span}${body.join('\n')}\n</tbody>`;
}

/** The table in a frame that scrolls sideways on small screens, reachable by keyboard. Nothing when it has no rows. */
export function tableHtml({ id, title, columns, groups }: Table): string {
  if (groups.every(({ rows }) => rows.length === 0)) return '';
  const stacks = stacking.has(id);
  const heads = columns.map((column) => `<th scope="col"${classesOf(column, {})}>${typeset(column.label)}</th>`);
  return [
    `<div class="scroll" role="region" aria-label="${escapeMarkup(title)}" tabindex="0">`,
    `<table class="t-${id} c${columns.length}${stacks ? ' stacks' : ''}">`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    ...groups.map((group) => groupHtml(group, columns, stacks)),
    '</table></div>',
  ].join('\n');
}
