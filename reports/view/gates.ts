/** Whether the measurement can be trusted: gates, of the run and of each segment. */
import { formatPlain, missing } from '../../runner/model/format.ts';
import { gateIds, type GateReading } from '../../runner/model/gate.ts';
import type { Result } from '../../runner/model/result.ts';
import type { RunGate, Verdict } from '../../runner/model/verdict.ts';
import { text } from './cells.ts';
import type { Cell, Table } from './types.ts';

function stateCell({ ok }: RunGate): Cell {
  if (ok === null) return text('no reading', { tone: 'doubt' });
  return ok ? text('held', { tone: 'good' }) : text('tripped', { tone: 'bad' });
}

/** Gates have units of their own, which their notes say. */
function shown(value: number | null): string {
  const written = formatPlain(value);
  return written.includes('.') ? written.replace(/\.?0+$/, '') : written;
}

export function gatesTable(verdict: Verdict): Table {
  return {
    id: 'gates',
    title: 'Can it be trusted',
    note: 'Gates look at controls, never at outcomes. Shown is the worst reading of all segments; a tripped gate voids the segment and with it its block.',
    columns: [
      { label: 'Gate', kind: 'text' },
      { label: 'State', kind: 'text' },
      { label: 'Worst reading', kind: 'number' },
      { label: 'Limit', kind: 'number' },
      { label: 'Voided segments', kind: 'text' },
      { label: 'What was found', kind: 'text' },
    ],
    groups: [
      {
        title: null,
        rows: verdict.gates.map((gate) => [
          text(gate.id),
          stateCell(gate),
          text(shown(gate.reading)),
          text(shown(gate.limit)),
          text(gate.voided.join(', ')),
          text(gate.note),
        ]),
      },
    ],
  };
}

function readingCell(found: GateReading | undefined): Cell {
  if (found === undefined) return text(missing, { tone: 'muted' });
  const { ok, reading, note } = found;
  if (ok === null) return text('no reading', { tone: 'doubt', detail: note });
  return ok ? text(shown(reading)) : text(shown(reading), { tone: 'bad', detail: note });
}

/** Every reading of every segment, with what was found where it let nothing pass. */
export function gatesBySegmentTable({ segments }: Result): Table {
  const limits = new Map(segments.flatMap(({ gates }) => gates.map(({ id, limit }) => [id, limit] as const)));
  const ids = gateIds.filter((id) => limits.has(id));
  return {
    id: 'gates-by-segment',
    title: 'Every segment’s readings',
    note: 'A reading above its limit trips the gate.',
    columns: [{ label: 'Segment', kind: 'text' }, ...ids.map((id) => ({ label: id, kind: 'number' as const }))],
    groups: [
      {
        title: null,
        rows: [
          [text('Limit'), ...ids.map((id) => text(shown(limits.get(id) ?? null)))],
          ...segments.map(({ index, arm, gates }) => [
            text(`${index} ${arm}`),
            ...ids.map((id) => readingCell(gates.find((gate) => gate.id === id))),
          ]),
        ],
      },
    ],
  };
}
