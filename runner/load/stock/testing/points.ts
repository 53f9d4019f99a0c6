/** Samples as `--out json=-` writes them, each changed where a test needs it. */

interface PointChange {
  readonly metric?: string;
  readonly time?: string;
  readonly value?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string | undefined>>;
}

/** An ok attempt of 12,031 µs that began in second 1763870000 and ended in the next. */
export function aPoint({ metric, time, value, tags, metadata }: PointChange = {}): object {
  return {
    metric: metric ?? 'poolproof_attempt',
    type: 'Point',
    data: {
      time: time ?? '2025-11-23T03:53:21.25Z',
      value: value ?? 12_031,
      tags: { outcome: 'ok', task: 'GET /dashboard/', user_class: 'browsing', ...tags },
      metadata: { bytes: '6144', second: '1763870000', ...metadata },
    },
  };
}

/** Points as the text of a stream. */
export function textOf(points: readonly object[]): string {
  return points.map((point) => `${JSON.stringify(point)}\n`).join('');
}
