/** Reads the samples of the scenario kit from what a stock k6 writes with `--out json=-`: one JSON object a line. Pure. */
import { z } from 'zod';
import { messageOf, PoolproofError } from '../../errors.ts';
import { outcomeSchema } from '../../model/load-line.ts';
import type { AttemptKey } from './attempt-cell.ts';

/** What a sample says; `second` is the unix second of its time. k6/README.md has the metrics. */
export type KitSample =
  | { readonly kind: 'attempt'; readonly second: number; readonly attempt: Attempt }
  | { readonly kind: 'active'; readonly second: number; readonly users: number }
  | { readonly kind: 'think-drawn' | 'think-realised'; readonly second: number; readonly thinkMs: number }
  /** Nothing but that k6 has got this far. */
  | { readonly kind: 'tick'; readonly second: number };

/** One request that a user made. */
export interface Attempt {
  readonly key: AttemptKey;
  /** Response time in microseconds, as it was measured. */
  readonly us: number;
  /** Size of the response's body. */
  readonly bytes: number;
}

/** k6 samples the number of its users once a second: its own clock. */
const tickMetric = 'vus';

const pointSchema = z.object({
  metric: z.string(),
  data: z.object({
    time: z.string(),
    value: z.number(),
    tags: z.record(z.string(), z.string()).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
  }),
});
type Point = z.infer<typeof pointSchema>;

/**
 * The sample on a line; null when it is none of the scenario kit's.
 * @throws PoolproofError `k6` when no line of load.ndjson could say truthfully what it says
 */
export function readKitSample(line: string): KitSample | null {
  // Most lines are k6's own samples, ten to a request: they are not even parsed.
  if (!line.includes('"poolproof_') && !line.includes(`"${tickMetric}"`)) return null;
  const point = parsePoint(line);
  if (point === null) return null;
  try {
    return sampleOf(point);
  } catch (error) {
    throw new PoolproofError('k6', `k6 reported a sample of ${point.metric} with ${messageOf(error)}`, {
      hint: 'use the scenario kit as it comes: its metrics are not for other scripts',
      cause: error,
    });
  }
}

/** Null for what is no point: k6 also describes each metric once. */
function parsePoint(line: string): Point | null {
  try {
    const parsed: { readonly type?: unknown } = JSON.parse(line);
    return parsed.type === 'Point' ? pointSchema.parse(parsed) : null;
  } catch (cause) {
    throw new PoolproofError('k6', `k6 wrote a line that is no sample: ${line.slice(0, 200)}`, { cause });
  }
}

function sampleOf({ metric, data }: Point): KitSample | null {
  const second = secondOf(data.time);
  switch (metric) {
    case 'poolproof_attempt':
      return { kind: 'attempt', second, attempt: attemptOf(data) };
    case 'poolproof_active':
      return { kind: 'active', second, users: Math.round(data.value) };
    case 'poolproof_think_drawn_ms':
      return { kind: 'think-drawn', second, thinkMs: data.value };
    case 'poolproof_think_realised_ms':
      return { kind: 'think-realised', second, thinkMs: data.value };
    case tickMetric:
      return { kind: 'tick', second };
    default:
      return null;
  }
}

function secondOf(time: string): number {
  const second = Math.floor(Date.parse(time) / 1000);
  if (Number.isNaN(second)) throw new Error(`time ${time}`);
  return second;
}

function attemptOf({ value, tags, metadata }: Point['data']): Attempt {
  const key: AttemptKey = {
    second: wholeNumber(metadata, 'second'),
    userClass: tags?.['user_class'] ?? '',
    name: tags?.['task'] ?? '',
    ...outcomeOf(tags?.['outcome'] ?? '', tags?.['cause'] ?? null),
  };
  if (key.userClass === '' || key.name === '') {
    throw new Error(`user class "${key.userClass}", name "${key.name}": neither may be empty`);
  }
  const bytes = wholeNumber(metadata, 'bytes');
  if (bytes < 0) throw new Error(`${bytes} bytes`);
  return { key, us: value, bytes };
}

function outcomeOf(outcome: string, cause: string | null): Pick<AttemptKey, 'outcome' | 'cause'> {
  const known = outcomeSchema.safeParse(outcome);
  if (!known.success) throw new Error(`unknown outcome "${outcome}"`);
  if ((known.data === 'failed') !== (cause !== null && cause !== '')) {
    throw new Error(`outcome "${outcome}" with cause "${cause ?? ''}": a failed attempt has a cause, others have none`);
  }
  return { outcome: known.data, cause: cause === '' ? null : cause };
}

/** Metadata are text: k6 takes no other. */
function wholeNumber(metadata: Point['data']['metadata'], name: string): number {
  const text = metadata?.[name];
  if (text === undefined || !/^[+-]?\d+$/.test(text)) throw new Error(`metadata ${name}: ${text ?? 'none'}`);
  return Number(text);
}
