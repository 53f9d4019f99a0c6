/** Text as HTML, set with care: numbers stay with their units, comparisons have the signs of print, paths break at slashes. */
import { escapeMarkup } from '../text.ts';

const nbsp = '\u00a0';

export function typeset(text: string): string {
  const set = text
    .replace(/<= ?(?=\d)/g, `≤${nbsp}`)
    .replace(/>= ?(?=\d)/g, `≥${nbsp}`)
    .replace(/(?<=[<>=×≤≥]) (?=\d)/g, nbsp)
    .replace(/(?<=\d) (?=(?:%|ms|s|points|cores|min|h)(?![a-z]))/g, nbsp);
  const escaped = escapeMarkup(set.replace(/\bp (?=\d|under)/g, `p${nbsp}`));
  return escaped.replace(/(?<=^|\s)\/\S+/g, (path) => path.replaceAll(/(?<=.)\/(?=.)/g, '/<wbr>'));
}
