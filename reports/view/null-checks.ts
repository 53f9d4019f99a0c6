/** An A/A run: the verdicts that would have been false. */
import type { Verdict } from '../../runner/model/verdict.ts';
import { text } from './cells.ts';
import type { Cell, Table, TestCase } from './types.ts';

type NullChecks = NonNullable<Verdict['aa']>;
type Outcome = NullChecks['checks'][number]['outcome'];

const shown: Readonly<Record<Outcome, Cell>> = {
  held: { text: 'held', tone: 'good' },
  false: { text: 'FALSE', tone: 'bad' },
  'not judged': { text: 'not judged', tone: 'doubt' },
};

/** Stands where the criteria of other runs stand. */
export function nullChecksTable({ checks, injected }: NullChecks): Table {
  return {
    id: 'null-checks',
    title: injected === null ? 'Null checks' : 'Is the sign right',
    note:
      injected === null
        ? 'An A/A run: both arms are the same, so that a verdict that finds a difference is false.'
        : `An A/A run with ${injected} put into the second arm: an effect that is named is true when it is for the worse.`,
    columns: [
      { label: 'Check', kind: 'text' },
      { label: 'Outcome', kind: 'verdict' },
      { label: 'What was found', kind: 'text' },
    ],
    groups: [
      { title: null, rows: checks.map(({ claim, outcome, found }) => [text(claim), shown[outcome], text(found)]) },
    ],
  };
}

const outcomes: Readonly<Record<Outcome, TestCase['outcome']>> = {
  held: 'passed',
  false: 'failure',
  'not judged': 'skipped',
};

export function nullCheckTests({ checks }: NullChecks): TestCase[] {
  return checks.map(({ claim, outcome, found }) => ({ name: claim, outcome: outcomes[outcome], message: found }));
}

/** Above all figures: that this is no comparison of arms that differ. */
export function aaAlert({ arm, injected }: NullChecks): string {
  return injected === null
    ? `A/A RUN: ${arm} against itself. Every difference below is noise.`
    : `A/A RUN, INJECTED: ${arm} against itself, the second time with ${injected}.`;
}
