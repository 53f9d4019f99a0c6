import { counted } from '../model/format.ts';
import { type GateId, gateIds, type GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { RunGate } from '../model/verdict.ts';
import type { Evidence } from './blocks.ts';
import { limitOf } from './gate-limits.ts';
import { voids } from './gates.ts';

interface Placed extends GateReading {
  /** The segments that it voids when it is not ok. */
  readonly indexes: readonly number[];
}

/**
 * Each gate over the whole run: its worst reading, and the segments that it voided. Readings of block gates count for
 * all arms.
 */
export function readRunGates({ plan, segments, blocks, warmUp }: Evidence): RunGate[] {
  const ofBlocks = blocks.flatMap((block) =>
    block.gates.map((gate) => ({ ...gate, indexes: block.segments.map(({ index }) => index) })),
  );
  const ofSegments = segments.flatMap(({ index, gates }) => gates.map((gate) => ({ ...gate, indexes: [index] })));
  // Gates of a block stand in each of its segments too, but count once.
  const blockIds = new Set<GateId>(['log-ins']);
  const placed: Placed[] = [...ofSegments.filter(({ id }) => !blockIds.has(id)), ...ofBlocks];
  const each = gateIds.map((id) =>
    runGate(
      plan,
      id,
      placed.filter((gate) => gate.id === id),
    ),
  );
  return [...each, warmUp];
}

function runGate(plan: Plan, id: GateId, readings: readonly Placed[]): RunGate {
  const had = readings.filter(({ reading }) => reading !== null);
  const worst = had.toSorted((a, b) => (b.reading ?? 0) - (a.reading ?? 0))[0];
  const voiding = readings.filter(voids);
  const unread = readings.length - had.length;
  return {
    id,
    limit: worst?.limit ?? limitOf(plan, id),
    reading: worst?.reading ?? null,
    ok: voiding.some(({ ok }) => ok === false) ? false : worst === undefined || unread > 0 ? null : true,
    note: noteOf(readings, worst, unread),
    voided: voiding.flatMap(({ indexes }) => indexes).toSorted((a, b) => a - b),
  };
}

function noteOf(readings: readonly Placed[], worst: Placed | undefined, unread: number): string {
  if (worst === undefined) return readings[0]?.note ?? 'Not read in this run.';
  const aside = unread === 0 ? '' : ` Not to be had ${counted(unread, 'time')} of ${readings.length}.`;
  return `${worst.note}${aside}`;
}
