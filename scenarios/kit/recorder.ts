import exec from 'k6/execution';
import { Gauge, Trend } from 'k6/metrics';
import type { Exchange } from './exchange.ts';
import type { Judgement } from './judge.ts';

/** The samples that k6's output `poolproof` reads; k6/README.md has the table. */
const attempts = new Trend('poolproof_attempt');
const active = new Gauge('poolproof_active');
const thinkDrawn = new Trend('poolproof_think_drawn_ms');
const thinkRealised = new Trend('poolproof_think_realised_ms');

/** Records one attempt of a certain name by a user of a certain class. */
export type RecordAttempt = (begunMs: number, exchange: Exchange, judgement: Judgement) => void;

type Tags = Record<string, string>;

/** The tags of one outcome are made once: k6 looks up each set of tags again for every sample. */
export function recorderOf(userClass: string, name: string): RecordAttempt {
  const tagsOf = new Map<string, Tags>();
  const base = { user_class: userClass, task: name };
  return (begunMs, exchange, { outcome, cause }) => {
    const key = cause ?? outcome;
    let tags = tagsOf.get(key);
    if (tags === undefined) {
      tags = cause === null ? { ...base, outcome } : { ...base, outcome, cause };
      tagsOf.set(key, tags);
    }
    const metadata = sampleMetadata();
    metadata['second'] = String(Math.floor(begunMs / 1000));
    metadata['bytes'] = String(exchange.bytes);
    attempts.add(exchange.us, tags);
  };
}

export function recordUserStarted(): void {
  active.add(1);
}

export function recordUserEnded(): void {
  active.add(-1);
}

/** Both in milliseconds; `drawn` is what was meant to be slept, after the deadline has cut it. */
export function recordThink(drawnMs: number, realisedMs: number): void {
  thinkDrawn.add(drawnMs);
  thinkRealised.add(realisedMs);
}

let metadata: Record<string, unknown> | undefined;

/** This user's metadata: kept, because k6 makes a new object on each access, and only there once the user runs. */
function sampleMetadata(): Record<string, unknown> {
  metadata ??= exec.vu.metrics.metadata;
  return metadata;
}
