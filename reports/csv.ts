/** Tables of values as CSV files. */
import { stringify } from 'csv-stringify/sync';
import { showable } from './text.ts';
import type { ValueTable } from './view/types.ts';

/** A spreadsheet would run such a cell as a formula. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string | number {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  const text = showable(value);
  return formula.test(text) ? `'${text}` : text;
}

/** One CSV file: LF, a header, empty for null. Text that a spreadsheet would run is set behind an apostrophe. */
export function csvOf({ header, rows }: ValueTable): string {
  return stringify([[...header], ...rows.map((row) => row.map(cell))], { record_delimiter: '\n' });
}
