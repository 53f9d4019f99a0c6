/** All arithmetic and wording of the reports: plan, result and verdict to what the formats set. */
import { counted, formatRate } from '../runner/model/format.ts';
import { dueSegments } from '../runner/model/looks.ts';
import { leastBlocks } from '../runner/model/orders.ts';
import type { Plan } from '../runner/model/plan.ts';
import type { Result } from '../runner/model/result.ts';
import type { Verdict } from '../runner/model/verdict.ts';
import { armsTable } from './view/arms.ts';
import { blocksTable } from './view/blocks.ts';
import { listed } from './view/cells.ts';
import { comparisonsTable, criteriaTable, testCases, toneOf } from './view/criteria.ts';
import { endpointsTable } from './view/endpoints.ts';
import { failuresTable } from './view/failures.ts';
import { floorTable } from './view/floor.ts';
import { gatesBySegmentTable, gatesTable } from './view/gates.ts';
import { methodOf, orderTable } from './view/method.ts';
import { notMeasured, notMeasuredInShort } from './view/not-measured.ts';
import { aaAlert } from './view/null-checks.ts';
import { pairOf } from './view/pair.ts';
import { ratioChart } from './view/ratios.ts';
import { readBackTable } from './view/read-back.ts';
import { recordedOf } from './view/recorded.ts';
import { roundsOf } from './view/segments.ts';
import { sqlstatesTable } from './view/sqlstates.ts';
import { timelineOf } from './view/timeline.ts';
import type { View } from './view/types.ts';
import { csvTables } from './view/value-csv.ts';

/** "2025-11-23 03:53 UTC", cut from the ISO string: no clock, no time zone. */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** What nobody may overlook, above all figures. */
function alertsOf(plan: Plan, result: Result, verdict: Verdict): string[] {
  const { whole } = verdict.blocks;
  const due = dueSegments(plan, result.segments, verdict.look?.number === 1);
  const missing = due.filter(({ index }) => result.segments.every((segment) => segment.index !== index));
  const partial = result.segments.filter(({ status }) => status === 'partial');
  const cut = [
    ...(partial.length > 0 ? [`${counted(partial.length, 'segment')} broke off`] : []),
    ...(missing.length > 0 ? [`${counted(missing.length, 'planned segment')} did not run`] : []),
  ];
  return [
    ...(verdict.aa === undefined ? [] : [aaAlert(verdict.aa)]),
    ...(verdict.verdict === 'INVALID'
      ? ['INVALID: this measurement cannot be trusted. No figure below may be quoted.']
      : []),
    ...(cut.length > 0 ? [`PARTIAL RUN: ${listed(cut)}.`] : []),
    ...(whole < leastBlocks && verdict.verdict !== 'INVALID'
      ? [
          `TOO FEW BLOCKS: ${whole} whole of ${leastBlocks} needed. ${verdict.aa === undefined ? 'Nothing can pass, and only connection errors can fail.' : 'Nothing can be judged.'}`,
        ]
      : []),
  ];
}

function bylineOf(plan: Plan, { blocks }: Verdict): string[] {
  return [
    `profile ${plan.profile.name}`,
    ...(plan.open === null
      ? [counted(plan.users, 'user')]
      : [`${formatRate(plan.open.ratePerS)} arrivals`, counted(plan.users, 'session')]),
    `${blocks.whole} of ${counted(blocks.run, 'block')} whole`,
    `seed ${plan.seed}`,
    minuteOf(plan.createdAt),
  ];
}

function nameOf({ bench, open }: Plan): string {
  return open === null ? bench : `${bench}, open`;
}

export function viewOf(plan: Plan, result: Result, verdict: Verdict): View {
  const rounds = roundsOf(result, verdict);
  const pair = pairOf(plan, verdict);
  return {
    title: `${nameOf(plan)}: ${verdict.verdict}`,
    bench: nameOf(plan),
    byline: bylineOf(plan, verdict),
    createdAt: plan.createdAt,
    verdict: verdict.verdict,
    tone: toneOf[verdict.verdict],
    headline: verdict.headline,
    answer: verdict.answer,
    alerts: alertsOf(plan, result, verdict),
    warnings: verdict.warnings,
    criteria: criteriaTable(verdict),
    comparisons: comparisonsTable(verdict),
    ratios: ratioChart(verdict, rounds),
    floor: floorTable(verdict),
    arms: armsTable(result, rounds, false),
    armsInShort: armsTable(result, rounds, true),
    timeline: timelineOf(result, rounds),
    recorded: recordedOf(plan, result),
    blocks: blocksTable(rounds, pair),
    failures: failuresTable(result, rounds),
    sqlstates: sqlstatesTable(result, rounds),
    endpoints: endpointsTable(result, rounds),
    gates: gatesTable(verdict),
    gatesBySegment: gatesBySegmentTable(result),
    notMeasured: notMeasured(plan, result, verdict),
    notMeasuredInShort: notMeasuredInShort(result, verdict),
    method: methodOf(plan),
    readBack: readBackTable(plan, result),
    order: orderTable(rounds),
    tests: testCases(verdict),
    csv: csvTables(result, verdict, rounds),
  };
}
