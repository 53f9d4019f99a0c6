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

/** The tags of one outcome are made once; k6 finds each set of them again for every sample. */
export function recorderOf(userClass: string, name: string): RecordAttempt {
  const base = { user_class: userClass, task: name };
  const okTags: Tags = { ...base, outcome: 'ok' };
  const otherTags = new Map<string, Tags>();

  function tagsOf({ outcome, cause }: Judgement): Tags {
    const key = cause ?? outcome;
    let tags = otherTags.get(key);
    if (tags === undefined) {
      tags = cause === null ? { ...base, outcome } : { ...base, outcome, cause };
      otherTags.set(key, tags);
    }
    return tags;
  }
  return (begunMs, exchange, judgement) => {
    setMetadata(Math.floor(begunMs / 1000), exchange.bytes);
    attempts.add(exchange.us, judgement.outcome === 'ok' ? okTags : tagsOf(judgement));
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

/** This user's metadata: kept, because k6 makes a new object on each access, and only there once the user runs. */
let metadata: Record<string, unknown> | undefined;
const set = { second: -1, bytes: -1 };

/** Says of the next sample what it is too fine-grained to be tagged with. k6 keeps what was set for the sample before. */
function setMetadata(second: number, bytes: number): void {
  metadata ??= exec.vu.metrics.metadata;
  if (second !== set.second) metadata['second'] = String(second);
  if (bytes !== set.bytes) metadata['bytes'] = String(bytes);
  set.second = second;
  set.bytes = bytes;
}
