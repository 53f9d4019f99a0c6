/** What the gates of one segment look at, all in order, changed where a test needs it. */
import type { Arm } from '../../model/config.ts';
import type { LoadLine } from '../../model/load-line.ts';
import type { SampleLine } from '../../model/sample-line.ts';
import { someArms, someFacts } from '../../model/testing/factories.ts';
import type { SegmentEvidence } from '../gate-reading.ts';

const startedAt = 1_763_870_000;
/** The plan of aPlan(): ten users start within a second, settle for one, are steady for three. */
const steadyTo = startedAt + 5;

export function okLine(name: string, count: number): LoadLine {
  const base = { type: 'attempts', second: startedAt, userClass: 'browsing', outcome: 'ok', cause: null } as const;
  return { ...base, name, count, sumMs: count, bytes: 0, us: [] };
}

/** One line about the users, so many seconds after the start. */
export function usersLine(offsetS: number, active: number, thinkRealisedMs = 8000): LoadLine {
  return { type: 'users', second: startedAt + offsetS, active, thinkDrawnMs: 8000, thinkRealisedMs };
}

/** A reading of the processors: of two, the machine was busy for `busyS` and our app for `ourS` since boot. */
export function cpuLine(offsetS: number, busyS: number, ourS: number, stealS = 0): SampleLine {
  const tick = startedAt + offsetS;
  const processes = [{ role: 'app' as const, cpuS: ourS, rssBytes: 0, processes: 1 }];
  const machine = { busyS, stealS, totalS: 2 * (100 + offsetS), processors: 2 };
  return { type: 'cpu', tick, at: tick + 0.01, processes, machine };
}

/** All sources read at this second; the app uses half a processor and the rest of the machine a fiftieth. */
export function samplesOf(offsetS: number): SampleLine[] {
  const base = { tick: startedAt + offsetS, at: startedAt + offsetS + 0.01, rows: [] };
  return [
    { ...base, type: 'pools' },
    { ...base, type: 'pooler-totals' },
    { ...base, type: 'activity' },
    cpuLine(offsetS, 0.52 * offsetS, 0.5 * offsetS),
  ];
}

/** A segment of this arm with nothing to object to. */
export function segmentEvidence(via: Arm['via'], overrides: Partial<SegmentEvidence> = {}): SegmentEvidence {
  const arm = someArms.find((candidate) => candidate.via === via);
  if (arm === undefined) throw new Error(`no arm via ${via}`);
  return {
    arm,
    startedAt,
    steadyTo,
    facts: someFacts(via),
    load: [
      okLine('GET /accounts/login/', 10),
      okLine('POST /accounts/login/', 10),
      okLine('GET /dashboard/', 40),
      ...[0, 1, 2, 3, 4].map((offsetS) => usersLine(offsetS, 10)),
    ],
    samples: [0, 1, 2, 3, 4, 5].flatMap(samplesOf),
    ...overrides,
  };
}
