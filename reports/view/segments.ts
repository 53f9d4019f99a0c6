/** Which segments stand behind a figure, and sums and means over them. */
import { isConnectionCause } from '../../runner/model/causes.ts';
import { roundsIn } from '../../runner/model/rounds.ts';
import type { Result, ResultSegment } from '../../runner/model/result.ts';
import type { Verdict } from '../../runner/model/verdict.ts';

/** One run through a block: a segment of each arm. A block that was redone has several rounds. */
export interface Round {
  readonly block: number;
  readonly segments: readonly ResultSegment[];
  /** Every arm is there and ok, and no gate voided one: what verdicts are made of. */
  readonly whole: boolean;
}

/** The rounds in the order run. */
export function roundsOf(result: Result, verdict: Verdict): Round[] {
  const voided = new Set(verdict.gates.flatMap((gate) => gate.voided));
  return roundsIn(result.segments).map((segments) => ({
    block: segments[0]?.block ?? 0,
    segments,
    whole:
      segments.every(({ index }) => !voided.has(index)) &&
      result.arms.every((arm) => segments.some((each) => each.arm === arm && each.status === 'ok')),
  }));
}

/** The segments that an arm's figures are taken from; `counted` is false when none is whole and all are shown instead. */
export interface Shown {
  readonly segments: readonly ResultSegment[];
  readonly counted: boolean;
}

export function shownOf(rounds: readonly Round[], arm: string): Shown {
  const of = (some: readonly Round[]): ResultSegment[] =>
    some.flatMap(({ segments }) => segments.filter((segment) => segment.arm === arm));
  const whole = of(rounds.filter((round) => round.whole));
  return whole.length > 0 ? { segments: whole, counted: true } : { segments: of(rounds), counted: false };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The sum of what was read; null when nothing was. */
export function sumRead(values: readonly (number | null)[]): number | null {
  const read = values.filter((value) => value !== null);
  return read.length === 0 ? null : sum(read);
}

/** The mean; null unless every value was read. */
export function mean(values: readonly (number | null)[]): number | null {
  const read = values.filter((value) => value !== null);
  return read.length === 0 || read.length < values.length ? null : sum(read) / read.length;
}

/** The largest that was read; null when nothing was. */
export function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);
}

/** The smallest that was read; null when nothing was. */
export function smallest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value !== null && (least === null || value < least) ? value : least), null);
}

/** The middle one of what was read; null when nothing was. */
export function middle(values: readonly (number | null)[]): number | null {
  const read = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const upper = read[Math.floor(read.length / 2)];
  const lower = read[Math.ceil(read.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Attempts that failed for want of a database connection. */
export function connectionErrors(counts: { readonly causes: Readonly<Record<string, number>> }): number {
  return sum(
    Object.entries(counts.causes)
      .filter(([cause]) => isConnectionCause(cause))
      .map(([, count]) => count),
  );
}

/** ok / (ok + failed); null when nothing ended. */
export function successRate(segment: ResultSegment): number | null {
  const ended = segment.attempts - segment.censored;
  return ended === 0 ? null : (ended - segment.failures) / ended;
}
