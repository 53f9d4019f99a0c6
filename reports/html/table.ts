/** Tables as HTML. */
import { escapeMarkup } from '../text.ts';
import type { Cell, Column, RowGroup, Table } from '../view/types.ts';

function classes(...names: readonly (string | false | undefined)[]): string {
  const set = names.filter((name) => typeof name === 'string' && name !== '');
  return set.length === 0 ? '' : ` class="${set.join(' ')}"`;
}

function cellHtml({ text, detail, tone }: Cell, column: Column | undefined, isHead: boolean): string {
  const badge = column?.label === 'Verdict' && text !== '';
  const main = escapeMarkup(text);
  const shown = badge ? `<span class="badge">${main}</span>` : main;
  const small = detail === undefined ? '' : ` <small>${escapeMarkup(detail)}</small>`;
  const attributes = classes(column?.kind === 'number' && 'n', tone !== 'plain' && tone);
  return isHead ? `<th scope="row"${attributes}>${shown}${small}</th>` : `<td${attributes}>${shown}${small}</td>`;
}

function groupHtml({ title, rows }: RowGroup, columns: readonly Column[]): string {
  const head =
    title === null
      ? ''
      : `<tr><th scope="rowgroup" colspan="${columns.length}" class="group">${escapeMarkup(title)}</th></tr>\n`;
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, at) => cellHtml(cell, columns[at], at === 0)).join('')}</tr>`,
  );
  return `<tbody>\n${head}${body.join('\n')}\n</tbody>`;
}

/** The table in a frame that scrolls sideways on small screens, reachable by keyboard. */
export function tableHtml({ id, title, columns, groups }: Table): string {
  if (groups.every(({ rows }) => rows.length === 0)) return '';
  const heads = columns.map(
    ({ label, kind }) => `<th scope="col"${classes(kind === 'number' && 'n')}>${escapeMarkup(label)}</th>`,
  );
  return [
    `<div class="scroll" role="region" aria-label="${escapeMarkup(title)}" tabindex="0">`,
    `<table class="t-${id}">`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    ...groups.map((group) => groupHtml(group, columns)),
    '</table></div>',
  ].join('\n');
}
