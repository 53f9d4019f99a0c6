/** junit.xml: a test for each criterion. */
import { escapeMarkup } from './text.ts';
import type { TestCase, View } from './view/types.ts';

const elements: Readonly<Record<Exclude<TestCase['outcome'], 'passed'>, string>> = {
  failure: 'failure',
  error: 'error',
  skipped: 'skipped',
};

function testCase(bench: string, { name, outcome, message }: TestCase): string {
  const open = `    <testcase classname="poolproof.${escapeMarkup(bench)}" name="${escapeMarkup(name)}" time="0"`;
  if (outcome === 'passed') return `${open}/>`;
  return `${open}>\n      <${elements[outcome]} message="${escapeMarkup(message)}"/>\n    </testcase>`;
}

export function junitOf({ bench, tests, createdAt, headline }: View): string {
  const count = (outcome: TestCase['outcome']): number => tests.filter((test) => test.outcome === outcome).length;
  const totals = `tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="poolproof" ${totals} time="0">`,
    `  <testsuite name="${escapeMarkup(bench)}" ${totals} time="0" timestamp="${escapeMarkup(createdAt.slice(0, 19))}">`,
    ...tests.map((test) => testCase(bench, test)),
    `    <system-out>${escapeMarkup(headline)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
