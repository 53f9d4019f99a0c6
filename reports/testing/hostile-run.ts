/** A run whose app, logs and config say what would break a careless report. */
import { aRecordedRun, type RecordedRun, smallSize } from './recorded-run.ts';

export const hostileWords = [
  '<script>alert(1)</script>',
  '=cmd()',
  '@SUM(1)',
  'a|b `c` *d* [e](f)',
  'line one\nline two\r\n| x |',
  '"quoted" \'too\' & more',
  '\u202Eesrever\u0007\uD800',
] as const;

export function aHostileRun(): RecordedRun {
  const run = aRecordedRun(smallSize);
  const word = (at: number): string => hostileWords[at % hostileWords.length] ?? '';
  const all = hostileWords.join(' ');
  return {
    plan: {
      ...run.plan,
      app: all,
      arms: run.plan.arms.map((arm) => ({ ...arm, env: { NAME: all } })),
      host: { ...run.plan.host, os: all, cpuModel: all },
      tools: { [all]: { version: all, source: all, sha256: null } },
    },
    result: {
      ...run.result,
      segments: run.result.segments.map((segment) => ({
        ...segment,
        reason: all,
        medianReason: all,
        notes: [...hostileWords],
        appSettings: { [all]: all, nested: { [all]: [all] } },
        gates: segment.gates.map((gate) => ({ ...gate, ok: null, reading: null, note: all })),
        causes: Object.fromEntries(hostileWords.map((cause) => [cause, 1])),
        sqlstates: Object.fromEntries(hostileWords.map((state) => [state, 1])),
        endpoints: segment.endpoints.map((endpoint, at) => ({
          ...endpoint,
          name: word(at),
          userClass: word(at + 1),
          failed: 1,
          causes: { [word(at + 2)]: 1 },
        })),
      })),
    },
    verdict: {
      ...run.verdict,
      headline: all,
      answer: all,
      warnings: [...hostileWords],
      criteria: run.verdict.criteria.map((criterion) => ({ ...criterion, reason: all })),
      gates: run.verdict.gates.map((gate) => ({ ...gate, note: all })),
    },
  };
}
