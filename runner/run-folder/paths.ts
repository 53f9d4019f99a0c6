/** Where things are in a run folder: the only place that knows their names. */
import { join } from 'node:path';

/** Folder of a segment inside the run folder: `segments/01-direct`. */
export function segmentDir(index: number, arm: string): string {
  return join('segments', `${String(index).padStart(2, '0')}-${arm}`);
}

/** Files of the run as a whole. */
export interface RunPaths {
  readonly plan: string;
  readonly result: string;
  readonly verdict: string;
  readonly segments: string;
}

export function runPaths(runDir: string): RunPaths {
  return {
    plan: join(runDir, 'plan.json'),
    result: join(runDir, 'result.json'),
    verdict: join(runDir, 'verdict.json'),
    segments: join(runDir, 'segments'),
  };
}

/** Files of one segment, those that other programs write included. */
export interface SegmentPaths {
  readonly dir: string;
  readonly segment: string;
  readonly load: string;
  readonly samples: string;
  readonly k6Log: string;
  readonly appLog: string;
  readonly postgresLog: string;
  readonly pgbouncerLog: string;
}

export function segmentPaths(runDir: string, index: number, arm: string): SegmentPaths {
  const dir = join(runDir, segmentDir(index, arm));
  return {
    dir,
    segment: join(dir, 'segment.json'),
    load: join(dir, 'load.ndjson'),
    samples: join(dir, 'samples.ndjson'),
    k6Log: join(dir, 'k6.log'),
    appLog: join(dir, 'app.log'),
    postgresLog: join(dir, 'postgres.log'),
    pgbouncerLog: join(dir, 'pgbouncer.log'),
  };
}
