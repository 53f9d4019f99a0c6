import { messageOf } from '../errors.ts';
import type { SampleLine } from '../model/sample-line.ts';
import type { Reading, Source } from './source.ts';

/** A source under way: asked once a tick, never twice at a time. */
export interface Watch {
  readonly tick: (tick: number) => void;
  /** Writes down that there is no reading of this tick, and why. */
  readonly miss: (tick: number, reason: string) => void;
  /** Waits for a reading under way, until it is late; what comes afterwards is not written. */
  end(): Promise<void>;
}

/** A reading that comes later than this after its tick belongs to no tick. */
const lateMs = 500;

/** Asks `source` at each tick and emits either all of its readings or, for each of its names, that they were missed. */
export function watchSource(source: Source, emit: (lines: readonly SampleLine[]) => void): Watch {
  let askedAtTick: number | null = null;
  let underWay: Promise<void> = Promise.resolve();
  const miss = (tick: number, reason: string): void => {
    const at = Date.now() / 1000;
    emit(source.names.map((name) => ({ type: 'missed', tick, at, source: name, reason })));
  };
  const ask = async (tick: number, leftMs: number): Promise<void> => {
    askedAtTick = tick;
    const reading = source.read().finally(() => (askedAtTick = null));
    const outcome = await outcomeWithin(leftMs, reading);
    if (typeof outcome === 'string') return miss(tick, outcome);
    const at = Date.now() / 1000;
    emit(outcome.map((sample) => ({ ...sample, tick, at })));
  };
  return {
    miss,
    tick(tick) {
      const leftMs = tick * 1000 + lateMs - Date.now();
      if (askedAtTick !== null) miss(tick, `no answer yet to what was asked ${tick - askedAtTick} s ago`);
      else if (leftMs <= 0) miss(tick, `the sampler was ${((lateMs - leftMs) / 1000).toFixed(1)} s late`);
      else underWay = ask(tick, leftMs);
    },
    end: () => underWay,
  };
}

/** The readings, or in words why there are none. Never rejects. */
async function outcomeWithin(
  limitMs: number,
  reading: Promise<readonly Reading[]>,
): Promise<readonly Reading[] | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${lateMs / 1000} s`), limitMs);
  });
  const outcome = await Promise.race([
    reading.catch((error: unknown) => messageOf(error) || 'it failed without a word'),
    late,
  ]);
  clearTimeout(timer);
  return outcome;
}
