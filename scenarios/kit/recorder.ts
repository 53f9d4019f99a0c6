import exec from 'k6/execution';
import { Gauge, Trend } from 'k6/metrics';
import type { Judgement } from './judge.ts';

/** The samples that k6's output `poolproof` reads; k6/README.md has the table. */
const attempts = new Trend('poolproof_attempt');
const active = new Gauge('poolproof_active');
const thinkDrawn = new Trend('poolproof_think_drawn_ms');
const thinkRealised = new Trend('poolproof_think_realised_ms');

/** Records one attempt of a certain name by a user of a certain class: when it began, how long it took, what came back. */
export type RecordAttempt = (begunMs: number, us: number, bytes: number, judgement: Judgement) => void;

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
  return (begunMs, us, bytes, judgement) => {
    setMetadata(floor(begunMs / 1000), bytes);
    attempts.add(us, judgement.outcome === 'ok' ? okTags : tagsOf(judgement));
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

const floor = Math.floor;

/** This user's metadata: kept, because k6 makes a new object on each access, and only there once the user runs. */
let metadata: Record<string, unknown> | undefined;
let secondSet = -1;
let bytesSet = -1;

/** Says of the next sample what is too fine-grained for a tag. k6 keeps what was said of the sample before. */
function setMetadata(second: number, bytes: number): void {
  metadata ??= exec.vu.metrics.metadata;
  if (second !== secondSet) metadata['second'] = String((secondSet = second));
  if (bytes !== bytesSet) metadata['bytes'] = String((bytesSet = bytes));
}
