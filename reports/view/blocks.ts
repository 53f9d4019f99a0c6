/** Block by block: the paired readings that verdicts are made of. */
import type { ResultSegment } from '../../runner/model/result.ts';
import { formatCount, formatPercent, formatRate, formatRatio, missing } from '../../runner/model/format.ts';
import { fromTo, text } from './cells.ts';
import type { Pair } from './pair.ts';
import { connectionErrors, type Round, successRate } from './segments.ts';
import { formatTime, steadyMs } from './times.ts';
import type { Cell, Column, Table } from './types.ts';

/** A reading that is compared, and how it is written. */
interface Compared {
  readonly label: string;
  readonly pick: (segment: ResultSegment) => number | null;
  readonly write: (value: number | null) => string;
}

const compared: readonly Compared[] = [
  { label: 'Goodput', pick: ({ goodputPerS }) => goodputPerS, write: formatRate },
  { label: 'Median', pick: (segment) => steadyMs(segment, 'medianMs'), write: formatTime },
  { label: 'p95', pick: (segment) => steadyMs(segment, 'p95Ms'), write: formatTime },
];

/** a / b; null when there is none that is finite. */
export function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 || !Number.isFinite(a) || !Number.isFinite(b) ? null : a / b;
}

export function segmentOf(round: Round, arm: string): ResultSegment | undefined {
  return round.segments.find((segment) => segment.arm === arm);
}

function statusCell(round: Round): Cell {
  if (round.whole) return text('whole');
  const reasons = round.segments.filter(({ status }) => status !== 'ok');
  const why = reasons.map(
    ({ arm, status, reason }) => `${arm} ${status}${reason === null ? '' : `: ${reason.replace(/\.$/, '')}`}`,
  );
  return text('voided', { tone: 'doubt', detail: why.join('; ') || 'not every arm was run' });
}

function pairedCell(one: ResultSegment | undefined, other: ResultSegment | undefined, { pick, write }: Compared): Cell {
  if (one === undefined || other === undefined) return text(missing);
  const quotient = ratio(pick(other), pick(one));
  const readings = fromTo(write(pick(one)), write(pick(other)), ' → ');
  return text(quotient === null ? missing : `× ${formatRatio(quotient)}`, { detail: readings });
}

function rowOf(round: Round, { arm, against }: Pair): Cell[] {
  const [one, other] = [segmentOf(round, against), segmentOf(round, arm)];
  const counts = (write: (segment: ResultSegment) => string): Cell =>
    one === undefined || other === undefined ? text(missing) : text(fromTo(write(one), write(other), ' → '));
  return [
    text(String(round.block), { detail: round.segments.map((segment) => segment.arm).join(', ') }),
    ...compared.map((each) => pairedCell(one, other, each)),
    counts((segment) => formatPercent(successRate(segment))),
    counts((segment) => formatCount(connectionErrors(segment))),
    statusCell(round),
  ];
}

const number = (label: string): Column => ({ label, kind: 'number' });

/** One row per block and round, for the two arms that the question is about. */
export function blocksTable(rounds: readonly Round[], pair: Pair): Table {
  const { arm, against } = pair;
  return {
    id: 'blocks',
    title: 'Block by block',
    note: `Each block ran the arms one after the other, in the order given, on a freshly restored stack. × is ${arm} over ${against}; small: ${against} → ${arm}.`,
    columns: [
      { label: 'Block, order', kind: 'text' },
      ...compared.map(({ label }) => number(label)),
      number('Success rate'),
      number('Connection errors'),
      { label: 'Counted', kind: 'text' },
    ],
    groups: [{ title: null, rows: rounds.map((round) => rowOf(round, pair)) }],
  };
}
