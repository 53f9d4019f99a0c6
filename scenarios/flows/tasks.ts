/** The kinds of tasks that users of the reference app do, and the ids by which they name things. */
import type { Task, TaskRequest, Visitor } from '../../runner/model/flow.ts';
import { expectCsv, expectJson, expectJsonFile, expectPage, type Owner, type Rows } from './expect.ts';

/** Ids follow from the user's number by arithmetic: the app's README, "Who is who". k, j, i and t count from 1. */
export const ids = {
  pekerjaan: ({ number }: Visitor, k: number) => (number - 1) * 60 + k,
  hargaItem: ({ number }: Visitor, j: number) => (number - 1) * 120 + j,
  parameter: ({ number }: Visitor, i: number) => (number - 1) * 12 + i,
  tahapan: ({ number }: Visitor, t: number) => (number - 1) * 6 + t,
} as const;

type Path = (visitor: Visitor) => string;

/** The path of a pattern whose only parameter is the project's id; every user works on the project of its own number. */
function ofProject(pattern: string): Path {
  const [before = '', after] = pattern.split('[id]');
  return after === undefined ? () => pattern : ({ number }) => `${before}${number}${after}`;
}

/** What a task may state beside its weight, pattern and expectation. */
interface Particulars {
  /** Where the pattern has more parameters than the project's id, or the request has a query. */
  readonly path?: Path;
  readonly owner?: Owner;
}

function get(weight: number, pattern: string, check: Task['check'], path: Path = ofProject(pattern)): Task {
  return { weight, method: 'GET', pattern, request: (visitor) => ({ path: path(visitor) }), check };
}

/** A page for people. */
export function page(weight: number, pattern: string, view: string, rows: Rows): Task {
  return get(weight, pattern, expectPage(view, rows));
}

/** A read through the API. */
export function read(weight: number, pattern: string, view: string, rows: Rows, more: Particulars = {}): Task {
  return get(weight, pattern, expectJson(view, rows, more.owner), more.path);
}

/** An export as CSV (whatever the document's kind in the path: the app makes no PDF, XLSX or Word). */
export function csv(weight: number, pattern: string, rows: Rows, owner: Owner = 'project'): Task {
  return get(weight, pattern, expectCsv(rows, owner));
}

/** An export as JSON. */
export function jsonFile(weight: number, pattern: string, view: string, rows: Rows): Task {
  return get(weight, pattern, expectJsonFile(view, rows));
}

/** A write through the API. */
export function write(
  weight: number,
  pattern: string,
  view: string,
  rows: Rows,
  body: (visitor: Visitor) => Exclude<TaskRequest['body'], string | undefined>,
  more: Particulars = {},
): Task {
  const path = more.path ?? ofProject(pattern);
  return {
    weight,
    method: 'POST',
    pattern,
    request: (visitor) => ({ path: path(visitor), body: body(visitor) }),
    check: expectJson(view, rows, more.owner),
  };
}

/** A random pekerjaan of the visitor's project. */
export function anyPekerjaan(visitor: Visitor): number {
  return ids.pekerjaan(visitor, 1 + visitor.pick(60));
}

/** Every fifth pekerjaan (k = 1, 6, … 56) is made of a bundle. */
export function pekerjaanWithBundle(visitor: Visitor): number {
  return ids.pekerjaan(visitor, 1 + 5 * visitor.pick(12));
}

/** One of the six pekerjaan (k = 55 … 60) that begin in no tahapan. */
export function unassignedPekerjaan(visitor: Visitor): number {
  return ids.pekerjaan(visitor, 55 + visitor.pick(6));
}

export function anyTahapan(visitor: Visitor): number {
  return ids.tahapan(visitor, 1 + visitor.pick(6));
}

export function oneOf(visitor: Visitor, words: readonly string[]): string {
  return words[visitor.pick(words.length)] ?? '';
}

/** A decimal with two places, below `limit`, as the API takes amounts. */
export function amount(visitor: Visitor, limit: number): string {
  return ((1 + visitor.pick(100 * limit - 1)) / 100).toFixed(2);
}
