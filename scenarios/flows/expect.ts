/** What the reference app's answers must hold: its README, "What a content check may look at". */
import type { Answer, Task, TaskRequest, Visitor } from '../../runner/model/flow.ts';

type Check = Task['check'];

/** How many rows the query must have returned: so many, or at least so many where other tasks add or remove some. */
export type Rows = number | { readonly atLeast: number };

export function atLeast(rows: number): Rows {
  return { atLeast: rows };
}

/** Whose rows they are. The app reads the id from the rows, so it proves that the query ran for the right owner. */
export type Owner = 'project' | 'organisation' | 'user';

const ownerId: Record<Owner, (visitor: Visitor) => number> = {
  project: ({ number }) => number,
  organisation: ({ number }) => ((number - 1) % 10) + 1,
  user: ({ number }) => number,
};

/** A page of rows: a `main` that names view, project and number of rows, and rows after it. */
export function expectPage(view: string, rows: Rows): Check {
  return whenAnswered((body, _request, visitor) => {
    const head = `<main data-view="${view}" data-project="${visitor.number}" data-rows="`;
    const at = body.indexOf(head);
    if (at < 0) return `no ${head}`;
    if (!body.includes('<tr data-id="', at)) return 'no row in the page';
    return rowsFault(body, at + head.length, rows);
  });
}

/** JSON that begins with its view, owner and count. */
export function expectJson(view: string, rows: Rows, owner: Owner = 'project'): Check {
  const head = `{"ok":true,"view":"${view}","${owner}":`;
  return whenAnswered((body, _request, visitor) => {
    const whole = `${head}${ownerId[owner](visitor)},"count":`;
    return body.startsWith(whole) ? rowsFault(body, whole.length, rows) : `does not begin with ${whole}`;
  });
}

/** CSV: column names first, at last a line that counts the rows. */
export function expectCsv(rows: Rows, owner: Owner = 'project'): Check {
  return whenAnswered((body, _request, visitor) => {
    const foot = body.lastIndexOf('\n# rows=');
    if (foot < 0) return 'no last line that counts the rows';
    if (!body.endsWith(` ${owner}=${ownerId[owner](visitor)}\n`)) return `not of ${owner} ${ownerId[owner](visitor)}`;
    return rowsFault(body, foot + '\n# rows='.length, rows);
  });
}

/** A document as JSON: its view first, at last the number of its rows and their owner. */
export function expectJsonFile(view: string, rows: Rows): Check {
  return whenAnswered((body, _request, visitor) => {
    if (!body.startsWith(`{"view":"${view}","rows":[`)) return `does not begin with view ${view}`;
    const count = body.lastIndexOf('],"count":');
    if (count < 0 || !body.endsWith(`,"project":${visitor.number},"ok":true}`))
      return 'is not whole, or not of the project';
    return rowsFault(body, count + '],"count":'.length, rows);
  });
}

function whenAnswered(check: (body: string, request: TaskRequest, visitor: Visitor) => string | null): Check {
  return ({ status, body }: Answer, request, visitor) => {
    const fault = status === 200 ? check(body, request, visitor) : `status ${status}`;
    return fault === null ? null : `${fault}; the body begins ${JSON.stringify(body.slice(0, 80))}`;
  };
}

/** What is wrong with the number that stands in the body at `at`. */
function rowsFault(body: string, at: number, rows: Rows): string | null {
  const count = Number.parseInt(body.slice(at, at + 10), 10);
  if (typeof rows === 'number') return count === rows ? null : `${count} rows instead of ${rows}`;
  return count >= rows.atLeast ? null : `${count} rows instead of at least ${rows.atLeast}`;
}
